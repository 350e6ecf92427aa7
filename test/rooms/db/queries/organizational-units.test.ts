import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { directory, putAccounts } from '#db/queries/accounts.ts';
import { putUnitsAbove, putUnitsRefused, putUnitTree, unitTree } from '#db/queries/organizational-units.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { memberAccount } from '../../../member-account.ts';
import { later, NOW } from '../turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  const { db } = database;
  await empty(db);
  await putAccounts(db, [memberAccount('111122223333'), memberAccount('444455556666')], NOW);
});
afterAll(() => database.close());

test('units are those that were told last, and none where nothing is told any more', async () => {
  const { db } = database;
  await putAccounts(db, [memberAccount('111122223333'), memberAccount('444455556666')], NOW);
  await putUnitsAbove(db, new Map([['111122223333', ['ou-1', 'ou-2']]]));
  expect((await directory(db)).members).toEqual(
    new Map([
      ['111122223333', ['ou-1', 'ou-2']],
      ['444455556666', []],
    ]),
  );
  await putUnitsAbove(db, new Map([['444455556666', ['ou-3']]]));
  expect((await directory(db)).members).toEqual(
    new Map([
      ['111122223333', []],
      ['444455556666', ['ou-3']],
    ]),
  );
});

const TREE = {
  units: [
    { id: 'ou-ab12-prod0000', name: 'Production', parentId: 'ou-ab12-workload' },
    { id: 'ou-ab12-workload', name: 'Workloads', parentId: undefined },
    { id: 'ou-ab12-security', name: 'Security', parentId: undefined },
    { id: 'ou-ab12-empty000', name: 'Empty', parentId: undefined },
  ],
  above: new Map([
    ['111122223333', ['ou-ab12-prod0000', 'ou-ab12-workload']],
    ['444455556666', ['ou-ab12-security']],
  ]),
};
const seen = async (scope: ViewerScope) => (await unitTree(database.db, scope)).units.map(({ name }) => name);

test('the tree is the last that was listed, and each sees of it what their accounts are below', async () => {
  const { db } = database;
  await putUnitTree(
    db,
    'o-1',
    { units: [{ id: 'ou-ab12-gone0000', name: 'Gone', parentId: undefined }], above: new Map() },
    NOW,
  );
  await putUnitTree(db, 'o-1', TREE, later(1));
  expect(await unitTree(db, EVERYTHING)).toMatchObject({ listedAt: later(1), refusal: undefined });
  expect(await seen(EVERYTHING)).toEqual(['Empty', 'Production', 'Security', 'Workloads']);
  const some = { kind: 'some', organizationalUnits: [] } as const;
  expect(await seen({ ...some, accounts: ['111122223333'] })).toEqual(['Production', 'Workloads']);
  expect(await seen({ ...some, accounts: [], organizationalUnits: ['ou-ab12-security'] })).toEqual(['Security']);
  expect(await seen({ ...some, accounts: ['777788889999'] })).toEqual([]);
});

test('a tree that cannot be listed any more stays as it was, and who sees everything is told why', async () => {
  const { db } = database;
  await putUnitTree(db, 'o-1', TREE, NOW);
  await putUnitsRefused(db, 'o-1', 'ListRoots is denied.');
  expect(await unitTree(db, EVERYTHING)).toMatchObject({ listedAt: NOW, refusal: 'ListRoots is denied.' });
  expect(await seen(EVERYTHING)).toHaveLength(4);
  const scoped = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] } as const;
  expect(await unitTree(db, scoped)).toMatchObject({ refusal: undefined });
  await putUnitTree(db, 'o-1', TREE, later(1));
  expect(await unitTree(db, EVERYTHING)).toMatchObject({ refusal: undefined });
});
