import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'feodo',
  of: 'servers that command botnets, as abuse.ch sees them. Few since those botnets were broken up',
  category: 'command-and-control',
  address: 'https://feodotracker.abuse.ch/downloads/ipblocklist.txt',
  homepage: 'https://feodotracker.abuse.ch/blocklist/',
  licence: 'CC0',
  free: true,
  entriesLiveDays: 7,
  smallest: 0,
  most: 10_000,
  hoursBetween: 1,
});
