import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'phishing-database',
  of: 'domains that imitated others when last checked',
  category: 'phishing',
  address: 'https://raw.githubusercontent.com/Phishing-Database/Phishing.Database/HEAD/phishing-domains-ACTIVE.txt',
  homepage: 'https://github.com/Phishing-Database/Phishing.Database',
  licence: 'MIT',
  free: true,
  entriesLiveDays: 7,
  smallest: 10_000,
  most: 2_000_000,
  hoursBetween: 24,
});
