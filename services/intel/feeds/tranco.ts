import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'tranco',
  of: 'the ten thousand domains that most people ask for',
  category: 'popular',
  address: 'https://tranco-list.eu/top-1m.csv.zip',
  homepage: 'https://tranco-list.eu/',
  licence:
    'Free of charge. Made of rankings that each have terms of their own, one of which lets nobody earn money with it',
  free: false,
  entriesLiveDays: 60,
  smallest: 5000,
  most: 10_000,
  hoursBetween: 24,
  rows: 10_000,
});
