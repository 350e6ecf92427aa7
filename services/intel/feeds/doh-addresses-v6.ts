import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'doh-addresses-v6',
  of: 'IPv6 addresses of resolvers for DNS over HTTPS',
  category: 'public-resolver',
  address: 'https://raw.githubusercontent.com/dibdot/DoH-IP-blocklists/HEAD/doh-ipv6.txt',
  homepage: 'https://github.com/dibdot/DoH-IP-blocklists',
  licence: 'GPL-3.0',
  free: true,
  entriesLiveDays: 30,
  smallest: 100,
  most: 50_000,
  hoursBetween: 24,
});
