import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { openEmbedded } from './databases.ts';
import { memberAccount } from './member-account.ts';
import { renew } from './renewal.ts';

/** Other tests rely on this: a reused database is like a new one. */

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
});
afterAll(() => database.close());

test('rows go, sequences begin again, and what migrations and the queue wrote is there', async () => {
  const { db } = database;
  const before = await contents();
  await putAccounts(db, [memberAccount('111122223333')], new Date(0));
  await db.execute(sql`delete from pgboss.version`);
  await db.execute(sql`select nextval('finding_places')`);
  expect(await contents()).not.toEqual(before);
  expect(await renew(db)).toBe(true);
  expect(await contents()).toEqual(before);
});

test.each([
  ['a table more', sql`create table more (n int)`, sql`drop table more`],
  ['a trigger that is off', sql`alter table audit disable trigger all`, sql`alter table audit enable trigger all`],
])('with %s it is not used again', async (_what, change, undo) => {
  await database.db.execute(change);
  expect(await renew(database.db)).toBe(false);
  await database.db.execute(undo);
  expect(await renew(database.db)).toBe(true);
});

function contents() {
  return database.db.execute(
    sql`select (select count(*)::int from accounts) as accounts, (select json_agg(v) from pgboss.version v) as version,
      (select json_agg(e) from finding_epochs e) as epochs, (select last_value from finding_places) as place`,
    'objects',
  );
}
