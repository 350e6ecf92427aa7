import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { anyListingMarker, endPass, listingMarker, putListing, recentListingMarkers } from '#db/queries/listings.ts';
import { days } from '#services/model/time.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { later, NOW } from '../turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

const put = (bucket: string, prefix: string, marker: string, listedAt = NOW) =>
  putListing(database.db, {
    place: { bucket, prefix, accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' },
    marker,
    listedAt,
    late: undefined,
  });

test('a prefix has the marker of its last listing, and one that was never listed has none', async () => {
  const { db } = database;
  await put('logs', 'a/', 'first');
  await put('logs', 'a/', 'second', later(1));
  await put('logs', 'b/', 'of b');
  await put('other', 'a/', 'of other');
  expect(await listingMarker(db, 'logs', 'a/')).toBe('second');
  expect(await listingMarker(db, 'other', 'a/')).toBe('of other');
  expect(await listingMarker(db, 'other', 'b/')).toBeUndefined();
});

test('some marker of a bucket is one of that bucket', async () => {
  await put('logs', 'a/', 'of logs');
  expect(await anyListingMarker(database.db, 'logs')).toBe('of logs');
  expect(await anyListingMarker(database.db, 'other')).toBeUndefined();
});

test('recent markers go back from the last listing, its limit included', async () => {
  expect(await recentListingMarkers(database.db, 1000)).toEqual([]);
  await put('logs', 'newest/', 'newest', later(5000));
  await put('logs', 'limit/', 'limit', later(4000));
  await put('logs', 'old/', 'old', later(3999));
  expect((await recentListingMarkers(database.db, 1000)).toSorted()).toEqual(['limit', 'newest']);
});

test('a prefix that no pass lists is forgotten after a while, and one that is listed again is not', async () => {
  await put('logs', 'a/', 'of a');
  await put('logs', 'b/', 'of b');
  await endPass(database.db, later(days(1)), days(90));
  await put('logs', 'b/', 'of b', later(days(2)));
  await endPass(database.db, later(days(90)), days(90));
  expect(await listingMarker(database.db, 'logs', 'a/')).toBeDefined();
  await endPass(database.db, later(days(92)), days(90));
  expect(await listingMarker(database.db, 'logs', 'a/')).toBeUndefined();
  expect(await listingMarker(database.db, 'logs', 'b/')).toBeDefined();
});
