import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'feodo',
  of: 'command and control servers of botnets, from abuse.ch. Few, since those botnets were taken down',
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
