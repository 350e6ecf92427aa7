import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allAccounts, directory, putAccounts, putOrganizationalUnits } from '#db/queries/accounts.ts';
import { allCoverage, dropStaleCoverage, putCoverage } from '#db/queries/coverage.ts';
import { objectCounts, putLogObjects, troubledObjects } from '#db/queries/log-objects.ts';
import { commitTurn } from '#db/queries/commit.ts';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import { openEmbedded } from '../../databases.ts';
import { later, logObject, nothingMore, NOW, report, turn } from './turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
});
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts, coverage, log_objects`);
});
afterAll(() => database.close());

const account = (id: string, rest: Partial<MemberAccount> = {}): MemberAccount => ({
  id,
  name: `account ${id}`,
  email: `${id}@example.com`,
  status: 'ACTIVE',
  management: false,
  joinedAt: NOW,
  ...rest,
});

test('accounts are kept as last listed, members are those of the last list', async () => {
  const { db } = database;
  await putAccounts(db, [account('444455556666'), account('111122223333', { management: true })], NOW);
  await putAccounts(db, [account('111122223333', { name: 'renamed', status: 'SUSPENDED' })], later(1));
  expect(await allAccounts(db)).toMatchObject([
    { id: '111122223333', name: 'renamed', status: 'SUSPENDED', management: false, joinedAt: NOW, listedAt: later(1) },
    { id: '444455556666', name: 'account 444455556666', listedAt: NOW },
  ]);
  expect((await directory(db)).members).toEqual(new Map([['111122223333', []]]));
});

test('units are those that were told last, and none where nothing is told any more', async () => {
  const { db } = database;
  await putAccounts(db, [account('111122223333'), account('444455556666')], NOW);
  await putOrganizationalUnits(db, new Map([['111122223333', ['ou-1', 'ou-2']]]));
  expect((await directory(db)).members).toEqual(
    new Map([
      ['111122223333', ['ou-1', 'ou-2']],
      ['444455556666', []],
    ]),
  );
  await putOrganizationalUnits(db, new Map([['444455556666', ['ou-3']]]));
  expect((await directory(db)).members).toEqual(
    new Map([
      ['111122223333', []],
      ['444455556666', ['ou-3']],
    ]),
  );
});

const fact = (accountId: string, rest: Partial<CoverageFact> = {}): CoverageFact => ({
  accountId,
  region: 'us-east-1',
  source: 'cloudtrail',
  state: 'covered',
  reason: 'reading',
  detail: 'Read from logs.',
  ...rest,
});

test('gaps come first, then accounts in order', async () => {
  const { db } = database;
  await putCoverage(db, [], NOW);
  expect(await allCoverage(db)).toEqual([]);
  await putCoverage(
    db,
    [fact('444455556666'), fact('111122223333'), fact('777788889999', { state: 'gap', reason: 'no-log-source' })],
    NOW,
  );
  expect((await allCoverage(db)).map(({ accountId }) => accountId)).toEqual([
    '777788889999',
    '111122223333',
    '444455556666',
  ]);
});

test('facts that were not stated again are dropped, of accounts of the organization only', async () => {
  const { db } = database;
  await putAccounts(db, [account('111122223333')], NOW);
  await putCoverage(db, [fact('111122223333', { region: 'eu-west-1' }), fact('999988887777')], NOW);
  await putCoverage(db, [fact('111122223333')], later(1000));
  await dropStaleCoverage(db, later(1000));
  expect((await allCoverage(db)).map(({ accountId, region }) => [accountId, region])).toEqual([
    ['111122223333', 'us-east-1'],
    ['999988887777', 'us-east-1'],
  ]);
});

test('objects are counted by state, and those with troubles are told of, the latest first', async () => {
  const { db } = database;
  expect(await objectCounts(db)).toEqual({ pending: 0, read: 0, passed: 0, failed: 0 });
  const trouble = { kind: 'truncated', message: 'Cut off.', position: 3, records: 2 } as const;
  for (const n of [1, 2, 3, 4]) await putLogObjects(db, [{ object: logObject(n), partition: 'p' }], later(n));
  const reports = [
    report(logObject(1), { troubles: [trouble] }),
    report(logObject(2), { state: 'passed' }),
    report(logObject(3), { state: 'failed', troubles: [trouble] }),
  ];
  await commitTurn(db, turn({ reports }), nothingMore);
  expect(await objectCounts(db)).toEqual({ pending: 1, read: 1, passed: 1, failed: 1 });
  expect((await troubledObjects(db, 10)).map(({ key }) => key)).toEqual([logObject(3).key, logObject(1).key]);
  expect(await troubledObjects(db, 1)).toHaveLength(1);
});
