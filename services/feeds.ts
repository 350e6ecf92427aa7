import type { ProgramValues } from './config/program.ts';
import { FEEDS } from './intel/feeds/index.ts';
import type { Feed } from './model/feed.ts';

/** The feeds that are on, including the owner's. */
export function feedsOf({
  feeds,
  ownFeeds,
  abuseChKey,
}: Pick<ProgramValues, 'feeds' | 'ownFeeds' | 'abuseChKey'>): readonly Feed[] {
  const own = Object.entries(ownFeeds).map(([name, settings]): Feed => ({ name, ...OWN, ...settings }));
  const on = FEEDS.filter(({ name, free }) => (feeds === undefined ? free : feeds.some((each) => each === name)));
  return [
    // Where the owner gave a feed's name to another address, the owner's feed replaces it.
    ...on
      .filter(({ name }) => !Object.hasOwn(ownFeeds, name))
      .map((feed) => (feed.keyParameter === undefined ? feed : { ...feed, key: abuseChKey })),
    ...own,
  ];
}

/** Defaults of the owner's feeds. */
const OWN = {
  of: 'what its owner put on it',
  homepage: '',
  licence: 'the owner’s',
  free: true,
  entriesLiveDays: 30,
  smallest: 1,
  most: 1_000_000,
  hoursBetween: 1,
} as const;
