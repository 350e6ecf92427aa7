import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'tor-exits',
  of: 'addresses of Tor exit nodes',
  category: 'tor-exit',
  address: 'https://check.torproject.org/exit-addresses',
  homepage: 'https://metrics.torproject.org/',
  licence: 'CC0: the data of the Tor Project',
  free: true,
  entriesLiveDays: 2,
  smallest: 300,
  most: 20_000,
  hoursBetween: 1,
});
