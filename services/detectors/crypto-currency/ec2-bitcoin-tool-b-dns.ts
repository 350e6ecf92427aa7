import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  title: 'An instance asked for a domain of cryptocurrency mining',
  why: 'Mining for somebody else is what most intruders do with an instance.',
  severity: 'High',
  attack: ['T1496.001'],
  category: 'mining',
  asksFor: 'on a list of mining pools and tools',
  knownAs: 'mining',
  asff: 'TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS',
  falsePositives: [
    'Instances that mine, or follow a block chain, with leave.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance whether it mines, or resolves names for others.',
    'If not, isolate it, and look for what uses its processors.',
    'Find out how the miner came in: most often an open management port, a leaked key, or a container.',
  ],
});
