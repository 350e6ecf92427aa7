import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/MaliciousDomainRequest.Reputation',
  title: 'An instance asked for a domain that is known to be malicious',
  why: 'The domain was seen in attacks on others.',
  severity: 'High',
  attack: ['T1583.001'],
  category: 'malicious',
  asksFor: 'on a list of malicious ones',
  knownAs: 'malicious',
  asff: 'TTPs/Impact:EC2-MaliciousDomainRequest.Reputation',
  falsePositives: [
    'Mail filters, proxies and resolvers that ask for what others mention.',
    'A domain that was cleaned, or given to somebody else, since the list was made.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look for what asks.',
  ],
});
