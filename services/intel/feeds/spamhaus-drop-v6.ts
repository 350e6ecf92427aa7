import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'spamhaus-drop-v6',
  of: 'IPv6 networks controlled entirely by criminals',
  category: 'malicious',
  address: 'https://www.spamhaus.org/drop/drop_v6.json',
  homepage: 'https://www.spamhaus.org/blocklists/do-not-route-or-peer/',
  licence: 'Free for everybody. Copies must keep Spamhaus’s notice',
  free: true,
  entriesLiveDays: 7,
  smallest: 10,
  most: 20_000,
  hoursBetween: 12,
});
