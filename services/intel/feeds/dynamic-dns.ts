import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'dynamic-dns',
  of: 'domains of dynamic DNS services, below which anybody can name a machine',
  category: 'dynamic-dns',
  address: 'https://raw.githubusercontent.com/stamparm/maltrail/HEAD/trails/static/suspicious/dynamic_domain.txt',
  homepage: 'https://github.com/stamparm/maltrail',
  licence: 'MIT',
  free: true,
  entriesLiveDays: 365,
  smallest: 300,
  most: 50_000,
  hoursBetween: 24,
});
