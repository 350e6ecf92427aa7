import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'firehol-level1',
  of: 'networks of attackers that several lists agree on',
  category: 'malicious',
  address: 'https://raw.githubusercontent.com/firehol/blocklist-ipsets/HEAD/firehol_level1.netset',
  homepage: 'https://iplists.firehol.org/?ipset=firehol_level1',
  licence: 'Each of its source lists has its own terms',
  free: false,
  entriesLiveDays: 3,
  smallest: 500,
  most: 50_000,
  hoursBetween: 6,
});
