import { defineFeed } from '#services/model/feed.ts';

export default defineFeed({
  name: 'sinkholes',
  of: 'networks of sinkholes that take over malware domains',
  category: 'sinkhole',
  address: 'https://raw.githubusercontent.com/brakmic/Sinkholes/HEAD/Sinkholes_List.csv',
  homepage: 'https://github.com/brakmic/Sinkholes',
  licence: 'MIT',
  free: true,
  entriesLiveDays: 365,
  smallest: 50,
  most: 5000,
  hoursBetween: 24,
});
