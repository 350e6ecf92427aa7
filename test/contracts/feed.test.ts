import { expect, test } from 'vitest';
import { FEEDS } from '#services/intel/feeds/index.ts';
import { FEED_NAMES } from '#services/model/feed-names.ts';
import { isSafeAddress } from '#services/model/safe-address.ts';

test('each feed is called as its file, and no two alike', () => {
  expect(FEEDS.map(({ name }) => name)).toEqual([...FEED_NAMES]);
  expect(new Set(FEEDS.map(({ address }) => address)).size).toBe(FEEDS.length);
});

test.each(FEEDS)('$name says where it is, what may be done with it, and what is expected', (feed) => {
  expect(feed.address).toMatch(/^https:\/\//);
  expect(isSafeAddress(feed.address)).toBe(true);
  expect(URL.canParse(feed.homepage)).toBe(true);
  expect(feed.licence.length).toBeGreaterThan(2);
  expect(feed.smallest).toBeLessThan(feed.most);
  expect(feed.rows ?? feed.most).toBeLessThanOrEqual(feed.most);
  // It must be fetched several times before its entries die.
  expect(feed.entriesLiveDays * 24).toBeGreaterThanOrEqual(feed.hoursBetween * 3);
  expect(['custom', 'trusted']).not.toContain(feed.category);
  // Not everybody has a key.
  expect(feed.free && feed.keyParameter !== undefined).toBe(false);
});
