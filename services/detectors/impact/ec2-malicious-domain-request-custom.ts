import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/MaliciousDomainRequest.Custom',
  title: 'An instance asked for a domain on a custom threat list',
  why: 'The owner of the list knows why a domain is on it.',
  severity: 'Medium',
  attack: ['T1583.001'],
  category: 'custom',
  asksFor: 'on a list of your own',
  knownAs: 'listed',
  asff: 'TTPs/Impact/Impact:EC2-MaliciousDomainRequest.Custom',
  falsePositives: [
    'Instances whose work it is to look at such domains.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Read in the list why the domain is on it.',
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look for what asks.',
  ],
});
