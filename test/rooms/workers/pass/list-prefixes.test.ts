import { expect, test } from 'vitest';
import { putListing } from '#db/queries/listings.ts';
import { rememberedPrefixes, rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { openEmpty } from '../../../databases.ts';
import { NOW } from '../../db/turns.ts';

test('prefixes of a source that is gone are left alone, and who may read its bucket is still known', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  for (const source of ['cloudtrail', 'gone']) {
    const place = { source, accountId: '111122223333', region: 'us-east-1', bucket: source, prefix: 'AWSLogs/' };
    const times = { keyTime: NOW.getTime(), modified: NOW.getTime(), liveAt: NOW.getTime() };
    const marker = JSON.stringify({ ...times, as: 'administrator', place: { ...place, hive: false } });
    await putListing(database.db, { place, marker, listedAt: NOW, late: undefined });
  }
  expect((await rememberedPrefixes({ database })).map(({ place }) => place.source)).toEqual(['cloudtrail']);
  expect(await rememberedReader({ database }, 'gone')).toMatchObject({ as: 'administrator' });
});
