import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/DGADomainRequest.C!DNS',
  title: 'An instance asked for a domain that malware makes up',
  why: 'Malware makes up domains by the day, so that nobody can take all of them away.',
  severity: 'High',
  attack: ['T1568.002'],
  category: 'dga',
  asksFor: 'on a list of those that malware makes up',
  knownAs: 'made up by malware',
  asff: 'TTPs/Command and Control/Trojan:EC2-DGADomainRequest.C!DNS',
  blindTo: ['Algorithms that nobody has taken apart.'],
  falsePositives: [
    'Short made-up names that belong to somebody by chance.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look for what asks.',
  ],
});
