import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/SuspiciousDomainRequest.Reputation',
  title: 'An instance queried a domain of low reputation',
  why: 'New and rarely queried domains are more often malicious than popular ones.',
  severity: 'Low',
  attack: ['T1583.001'],
  category: 'suspicious',
  asksFor: 'on a list of domains of low reputation',
  knownAs: 'low reputation',
  asff: 'TTPs/Impact:EC2-SuspiciousDomainRequest.Reputation',
  falsePositives: [
    'New domains of small partners, or of your own.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'Review what else the instance did at the same time: by itself this finding says little.',
  ],
});
