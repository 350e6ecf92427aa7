import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  title: 'An instance queried a domain of cryptocurrency mining',
  why: 'Most intruders use an instance to mine cryptocurrency.',
  severity: 'High',
  attack: ['T1496.001'],
  category: 'mining',
  asksFor: 'on a list of mining pools and tools',
  knownAs: 'mining',
  asff: 'TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS',
  falsePositives: [
    'Instances that are allowed to mine or to follow a blockchain.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner whether the instance should mine, or resolves names for others.',
    'If not, isolate it, and find the process that uses its processors.',
    'Find out how the miner came in: most often through an open management port, a leaked key or a container.',
  ],
});
