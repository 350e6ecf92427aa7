import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/DriveBySourceTraffic!DNS',
  title: 'An instance asked for a domain that infects visitors',
  why: 'A page there installs malware on whoever opens it.',
  severity: 'High',
  attack: ['T1189'],
  category: 'drive-by',
  asksFor: 'on a list of those that infect visitors',
  knownAs: 'known to infect visitors',
  asff: 'TTPs/Initial Access/Trojan:EC2-DriveBySourceTraffic!DNS',
  falsePositives: [
    'Pages that were infected once and are clean again.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If somebody browses there, look for what was downloaded; if nobody does, isolate the instance.',
  ],
});
