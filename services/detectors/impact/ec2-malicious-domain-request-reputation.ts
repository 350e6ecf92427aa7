import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/MaliciousDomainRequest.Reputation',
  title: 'An instance queried a domain that is known to be malicious',
  why: 'The domain was used in attacks on others.',
  severity: 'High',
  attack: ['T1583.001'],
  category: 'malicious',
  asksFor: 'on a list of malicious domains',
  knownAs: 'malicious',
  asff: 'TTPs/Impact:EC2-MaliciousDomainRequest.Reputation',
  falsePositives: [
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
    'A domain that was cleaned up, or changed hands, after the list was made.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, isolate the instance, and find the process that makes the queries.',
  ],
});
