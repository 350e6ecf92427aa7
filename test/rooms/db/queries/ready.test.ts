import { expect, test } from 'vitest';
import { isReady } from '#db/queries/ready.ts';
import { openDatabase } from '#db/client.ts';
import { emptyUrl } from '../../../databases.ts';

test('a database is ready while it answers', async () => {
  const own = await openDatabase((await emptyUrl()) || 'pglite:memory');
  expect(await isReady(own.db)).toBe(true);
  await own.close();
  expect(await isReady(own.db)).toBe(false);
});
