import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { accountsById, allAccounts, directory, putAccounts, unitsAbove } from '#db/queries/accounts.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { pendingObjects, putLogObjects } from '#db/queries/log-objects.ts';
import { putRead } from '#db/queries/inventory.ts';
import { putUnitsAbove } from '#db/queries/organizational-units.ts';
import { later, logObject, NOW } from '../turns.ts';
import { memberAccount } from '../../../member-account.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { days } from '#services/model/time.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
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

test('who left counts as known for thirty days, and is no member', async () => {
  const { db } = database;
  expect(await directory(db)).toMatchObject({ members: new Map(), left: new Set() });
  expect(await putAccounts(db, [memberAccount('444455556666')], NOW)).toEqual([]);
  expect(await putAccounts(db, [memberAccount('123456789012')], later(1))).toEqual(['123456789012']);
  await putAccounts(db, [memberAccount('111122223333')], later(days(30)));
  const members = new Map([['111122223333', []]]);
  expect(await directory(db)).toMatchObject({ members, left: new Set(['123456789012', '444455556666']) });
  await putAccounts(db, [memberAccount('111122223333')], later(days(30) + 1));
  expect(await directory(db)).toMatchObject({ members, left: new Set(['123456789012']) });
});

test('the directory is read again when it has changed, and only then', async () => {
  const { db } = database;
  const partition = 'cloudtrail/111122223333';
  await db.execute(sql`truncate log_objects, inventory_versions cascade`);
  await putLogObjects(db, [{ object: logObject(1), partition }], NOW);
  const known = async () => directory(db, (await pendingObjects(db, partition, NOW, 1)).directoryState);
  const changes = [
    () => putAccounts(db, [memberAccount('111122223333')], NOW),
    () => putUnitsAbove(db, new Map([['111122223333', ['ou-ab12-cd34ef56']]])),
    () => putUnitsAbove(db, new Map([['111122223333', ['ou-ab12-cd34ef57']]])),
    () => putAccounts(db, [memberAccount('444455556666')], later(1)),
    () => putRead(db, '111122223333', NOW),
    () => putRead(db, '111122223333', later(1)),
  ];
  for (const change of changes) {
    const before = await known();
    expect(await known()).toBe(before);
    await change();
    expect(await known()).not.toBe(before);
    expect(await known()).toEqual(await directory(db));
  }
});

test.each([
  ['a clock was an hour ahead', days(1 / 24)],
  ['another listing was stored at the same moment', 0],
])('the members are those of the last listing, also when %s', async (_, ahead) => {
  const { db } = database;
  const [left, stays, joins] = ['444455556666', '111122223333', '123456789012'].map((id) => memberAccount(id));
  if (left === undefined || stays === undefined || joins === undefined) throw new Error('There are three.');
  await putAccounts(db, [left, stays], later(ahead));
  await putAccounts(db, [stays, joins], NOW);
  const { members, left: gone } = await directory(db);
  expect([[...members.keys()].toSorted(), [...gone]]).toEqual([[stays.id, joins.id].toSorted(), [left.id]]);
});

async function ids(some: ReturnType<typeof allAccounts>): Promise<readonly string[]> {
  return (await some).map(({ id }) => id).toSorted();
}

test('an account out of scope is as one that there is not', async () => {
  const { db } = database;
  await putAccounts(db, [memberAccount('111122223333'), memberAccount('444455556666')], NOW);
  await db.execute(sql`update accounts set organizational_units = '["ou-ab12-cd34ef56"]'`);
  const scope: ViewerScope = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] };
  const both = ['111122223333', '444455556666'];
  expect(await ids(allAccounts(db, scope))).toEqual(['111122223333']);
  expect(await ids(accountsById(db, scope, both))).toEqual(['111122223333']);
  expect(await ids(accountsById(db, EVERYTHING, both))).toEqual(both);
  expect(await unitsAbove(db, scope, '111122223333')).toEqual(['ou-ab12-cd34ef56']);
  expect(await unitsAbove(db, scope, '444455556666')).toBeUndefined();
});
