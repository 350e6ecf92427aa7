import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allAccounts, directory, putAccounts } from '#db/queries/accounts.ts';
import { openEmpty } from '../../../databases.ts';
import { later, NOW } from '../turns.ts';
import { memberAccount } from '../../../member-account.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts`);
});
afterAll(() => database.close());

test('accounts are kept as last listed, members are those of the last list', async () => {
  const { db } = database;
  await putAccounts(
    db,
    [memberAccount('444455556666'), memberAccount('111122223333', { management: true, joinedAt: NOW })],
    NOW,
  );
  await putAccounts(
    db,
    [memberAccount('111122223333', { name: 'renamed', status: 'SUSPENDED', joinedAt: NOW })],
    later(1),
  );
  expect(await allAccounts(db, EVERYTHING)).toMatchObject([
    { id: '111122223333', name: 'renamed', status: 'SUSPENDED', management: false, joinedAt: NOW, listedAt: later(1) },
    { id: '444455556666', name: 'account 444455556666', listedAt: NOW },
  ]);
  expect((await directory(db)).members).toEqual(new Map([['111122223333', []]]));
});
