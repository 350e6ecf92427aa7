// Written by npm run generate from the files in services/intel/feeds/.
export const FEED_NAMES = [
  'doh-addresses-v4',
  'doh-addresses-v6',
  'doh-domains',
  'dynamic-dns',
  'feodo',
  'firehol-level1',
  'ipsum',
  'maltrail-mining',
  'mining-pools',
  'phishing-database',
  'sinkholes',
  'spamhaus-drop-v4',
  'spamhaus-drop-v6',
  'threatfox',
  'tor-exits',
  'tor-relays',
  'tranco',
  'urlhaus',
] as const;
export type FeedName = (typeof FEED_NAMES)[number];
