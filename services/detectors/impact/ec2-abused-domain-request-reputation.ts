import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/AbusedDomainRequest.Reputation',
  title: 'An instance queried a domain that is known to be abused',
  why: 'Attackers use free subdomains and dynamic DNS names: they cost nothing and hide among legitimate ones.',
  severity: 'Medium',
  attack: ['T1583.001', 'T1568'],
  category: 'abused-domain',
  asksFor: 'on a list of abused domains',
  knownAs: 'abused',
  asff: 'TTPs/Impact:EC2-AbusedDomainRequest.Reputation',
  falsePositives: [
    'Legitimate users of the same hosting or DNS service.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, review what the instance exchanged with the address in the answer.',
  ],
});
