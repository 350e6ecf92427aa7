import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/MaliciousDomainRequest.Custom',
  title: 'An instance queried a domain on a custom threat list',
  why: 'The owner of the list put the domain there for a reason.',
  severity: 'Medium',
  attack: ['T1583.001'],
  category: 'custom',
  asksFor: 'on a custom threat list',
  knownAs: 'listed',
  asff: 'TTPs/Impact/Impact:EC2-MaliciousDomainRequest.Custom',
  falsePositives: [
    'Instances whose job is to look at such domains.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Look up in the list why it names the domain.',
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, isolate the instance, and find the process that makes the queries.',
  ],
});
