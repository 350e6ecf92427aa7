import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'tranco',
  of: 'the ten thousand most popular domains',
  category: 'popular',
  address: 'https://tranco-list.eu/top-1m.csv.zip',
  homepage: 'https://tranco-list.eu/',
  licence: 'Free of charge. Combines rankings with their own terms, one of which forbids commercial use',
  free: false,
  entriesLiveDays: 60,
  smallest: 5000,
  most: 10_000,
  hoursBetween: 24,
  rows: 10_000,
});
