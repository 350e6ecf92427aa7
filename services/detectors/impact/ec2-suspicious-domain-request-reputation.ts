import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/SuspiciousDomainRequest.Reputation',
  title: 'An instance asked for a domain of low reputation',
  why: 'What is new and hardly asked for is more often malicious than what everybody asks for.',
  severity: 'Low',
  attack: ['T1583.001'],
  category: 'suspicious',
  asksFor: 'on a list of domains of low reputation',
  knownAs: 'of low reputation',
  asff: 'TTPs/Impact:EC2-SuspiciousDomainRequest.Reputation',
  falsePositives: [
    'New domains of small partners, or of your own.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'Look at what else the instance did at the same time: by itself this says little.',
  ],
});
