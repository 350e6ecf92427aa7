import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'ipsum',
  of: 'addresses that four or more lists of attackers agree on',
  category: 'malicious',
  address: 'https://raw.githubusercontent.com/stamparm/ipsum/HEAD/levels/4.txt',
  homepage: 'https://github.com/stamparm/ipsum',
  licence: 'Unlicense',
  free: true,
  entriesLiveDays: 3,
  smallest: 500,
  most: 200_000,
  hoursBetween: 12,
});
