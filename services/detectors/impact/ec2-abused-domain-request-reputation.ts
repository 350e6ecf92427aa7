import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/AbusedDomainRequest.Reputation',
  title: 'An instance asked for a domain that is known to be abused',
  why: 'Free subdomains and dynamic names cost an attacker nothing, and hide him among others.',
  severity: 'Medium',
  attack: ['T1583.001', 'T1568'],
  category: 'abused-domain',
  asksFor: 'on a list of domains that are abused',
  knownAs: 'abused',
  asff: 'TTPs/Impact:EC2-AbusedDomainRequest.Reputation',
  falsePositives: [
    'What rightly lies beside it: whoever uses the same service for something good.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, look at what the instance exchanged with the address that was answered.',
  ],
});
