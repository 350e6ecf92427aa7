import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'urlhaus',
  of: 'hosts that currently distribute malware',
  category: 'drive-by',
  address: 'https://urlhaus.abuse.ch/downloads/hostfile/',
  homepage: 'https://urlhaus.abuse.ch/api/',
  licence: 'CC0 data. Needs a free key; abuse.ch asks commercial users for a subscription',
  free: false,
  entriesLiveDays: 3,
  smallest: 50,
  most: 200_000,
  hoursBetween: 1,
  keyParameter: 'auth-key',
});
