import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'maltrail-mining',
  of: 'mining pools and cryptocurrency sites, from Maltrail',
  category: 'mining',
  address: 'https://raw.githubusercontent.com/stamparm/maltrail/HEAD/trails/static/suspicious/crypto_mining.txt',
  homepage: 'https://github.com/stamparm/maltrail',
  licence: 'MIT',
  free: true,
  entriesLiveDays: 90,
  smallest: 200,
  most: 20_000,
  hoursBetween: 24,
});
