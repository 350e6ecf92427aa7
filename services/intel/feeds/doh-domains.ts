import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'doh-domains',
  of: 'domains of resolvers for DNS over HTTPS',
  category: 'public-resolver',
  address: 'https://raw.githubusercontent.com/dibdot/DoH-IP-blocklists/HEAD/doh-domains.txt',
  homepage: 'https://github.com/dibdot/DoH-IP-blocklists',
  licence: 'GPL-3.0',
  free: true,
  entriesLiveDays: 30,
  smallest: 200,
  most: 50_000,
  hoursBetween: 24,
});
