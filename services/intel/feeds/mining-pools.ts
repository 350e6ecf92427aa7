import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'mining-pools',
  of: 'mining pools that miners connect to',
  category: 'mining',
  address: 'https://raw.githubusercontent.com/AdamYoung71/mining-pool-domain-intel/HEAD/data/mining_pool_domains.csv',
  homepage: 'https://github.com/AdamYoung71/mining-pool-domain-intel',
  licence: 'Apache-2.0',
  free: true,
  entriesLiveDays: 90,
  smallest: 100,
  most: 20_000,
  hoursBetween: 24,
});
