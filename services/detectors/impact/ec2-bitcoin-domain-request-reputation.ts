import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/BitcoinDomainRequest.Reputation',
  title: 'An instance asked for a domain of cryptocurrencies',
  why: 'Miners ask for wallets and exchanges, to bring home what they mined.',
  severity: 'High',
  attack: ['T1496.001'],
  category: 'cryptocurrency',
  asksFor: 'on a list of sites of cryptocurrencies',
  knownAs: 'a site of cryptocurrencies',
  asff: 'TTPs/Impact:EC2-BitcoinDomainRequest.Reputation',
  falsePositives: [
    'Shops that take payments in coins, and price tickers.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, look for what uses its processors.',
  ],
});
