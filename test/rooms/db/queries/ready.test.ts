import { expect, test } from 'vitest';
import { isReady } from '#db/queries/ready.ts';
import { openEmpty } from '../../../databases.ts';

test('a database is ready while it answers', async () => {
  const own = await openEmpty();
  expect(await isReady(own.db)).toBe(true);
  await own.close();
  expect(await isReady(own.db)).toBe(false);
});
