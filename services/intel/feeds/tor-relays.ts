import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'tor-relays',
  of: 'addresses of Tor relays',
  category: 'tor-relay',
  address: 'https://onionoo.torproject.org/details?type=relay&running=true&fields=or_addresses',
  homepage: 'https://metrics.torproject.org/onionoo.html',
  licence: 'CC0: the data of the Tor Project',
  free: true,
  entriesLiveDays: 2,
  smallest: 2000,
  most: 80_000,
  hoursBetween: 1,
});
