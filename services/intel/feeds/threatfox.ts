import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'threatfox',
  of: 'malware indicators of the last six months, shared at abuse.ch',
  category: 'command-and-control',
  address: 'https://threatfox-api.abuse.ch/files/exports/full.csv.zip',
  homepage: 'https://threatfox.abuse.ch/export/',
  licence: 'CC0 data. Needs a free key; abuse.ch asks commercial users for a subscription',
  free: false,
  entriesLiveDays: 7,
  smallest: 500,
  most: 1_000_000,
  hoursBetween: 6,
  keyParameter: 'auth-key',
});
