import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/DriveBySourceTraffic!DNS',
  title: 'An instance queried a domain that infects its visitors',
  why: 'Pages of the domain install malware on the machines of visitors (drive-by download).',
  severity: 'High',
  attack: ['T1189'],
  category: 'drive-by',
  asksFor: 'on a list of drive-by download sites',
  knownAs: 'a drive-by download site',
  asff: 'TTPs/Initial Access/Trojan:EC2-DriveBySourceTraffic!DNS',
  falsePositives: [
    'Pages that were infected once and are clean again.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If somebody browses there, look for what was downloaded; if nobody does, isolate the instance.',
  ],
});
