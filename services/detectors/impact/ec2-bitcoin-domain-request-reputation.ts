import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Impact:EC2/BitcoinDomainRequest.Reputation',
  title: 'An instance queried a domain related to cryptocurrency',
  why: 'Miners contact wallets and exchanges to collect what they mined.',
  severity: 'High',
  attack: ['T1496.001'],
  category: 'cryptocurrency',
  asksFor: 'on a list of cryptocurrency sites',
  knownAs: 'cryptocurrency sites',
  asff: 'TTPs/Impact:EC2-BitcoinDomainRequest.Reputation',
  falsePositives: [
    'Shops that accept cryptocurrency, and price tickers.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, find the process that uses its processors.',
  ],
});
