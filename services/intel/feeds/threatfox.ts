import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'threatfox',
  of: 'indicators of malware of the last six months that people share at abuse.ch',
  category: 'command-and-control',
  address: 'https://threatfox-api.abuse.ch/files/exports/full.csv.zip',
  homepage: 'https://threatfox.abuse.ch/export/',
  licence: 'CC0 data. A free key is needed, and abuse.ch asks who earns money with it for a subscription',
  free: false,
  entriesLiveDays: 7,
  smallest: 500,
  most: 1_000_000,
  hoursBetween: 6,
  keyParameter: 'auth-key',
});
