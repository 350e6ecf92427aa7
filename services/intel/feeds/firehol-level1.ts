import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'firehol-level1',
  of: 'networks that several lists agree on to be attackers',
  category: 'malicious',
  address: 'https://raw.githubusercontent.com/firehol/blocklist-ipsets/HEAD/firehol_level1.netset',
  homepage: 'https://iplists.firehol.org/?ipset=firehol_level1',
  licence: 'Each of the lists in it has terms of its own',
  free: false,
  entriesLiveDays: 3,
  smallest: 500,
  most: 50_000,
  hoursBetween: 6,
});
