import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'dynamic-dns',
  of: 'suffixes below which anybody may name a machine of their own',
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
