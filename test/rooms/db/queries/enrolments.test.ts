import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { measuredVolumes, placedAccounts, putLook, putOutcome, storedEnrolments } from '#db/queries/enrolments.ts';
import {
  askForEnrolment,
  endEnrolmentRequest,
  lastEnrolmentRequests,
  openEnrolmentRequests,
} from '#db/queries/enrolment-requests.ts';
import type { AccountLook } from '#services/model/enrolment.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { memberAccount } from '../../../member-account.ts';
import { later, NOW } from '../turns.ts';

const [OURS, THEIRS] = ['111122223333', '444455556666'];
const SCOPE: ViewerScope = { kind: 'some', accounts: [OURS], organizationalUnits: [] };

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

function look(accountId: string, refusal: string | null = null): AccountLook {
  return { accountId, refusal, regions: ['us-east-1'], asked: [], features: [] };
}

test('a look takes the place of the one before, and that its role was there once is remembered', async () => {
  const { db } = database;
  await putLook(db, look(OURS, 'no role'), NOW);
  await putLook(db, look(THEIRS), NOW);
  const known = async () => (await storedEnrolments(db, EVERYTHING)).map((each) => [each.look.refusal, each.known]);
  expect(await known()).toEqual([
    ['no role', false],
    [null, true],
  ]);
  await putLook(db, look(THEIRS, 'gone'), later(1));
  expect(await known()).toEqual([
    ['no role', false],
    ['gone', true],
  ]);
  expect((await storedEnrolments(db, SCOPE)).map((each) => each.look.accountId)).toEqual([OURS]);
});

test('of each task the last outcome is kept, and what another version stored in another form is left out', async () => {
  const { db } = database;
  await putLook(db, look(OURS), NOW);
  const at = NOW.toISOString();
  await putOutcome(db, OURS, 'one', { outcome: 'refused', at, detail: 'Denied.' }, look(OURS));
  await putOutcome(db, OURS, 'two', { outcome: 'done', at, detail: '' }, look(OURS));
  await putOutcome(db, OURS, 'one', { outcome: 'done', at, detail: '' }, look(OURS));
  await db.execute(sql`update enrolments set outcomes = outcomes || '{"odd": 7}'`);
  const done = { outcome: 'done', at, detail: '' };
  const outcomes = { one: done, two: done };
  expect(await storedEnrolments(db, EVERYTHING)).toMatchObject([{ lookedAt: NOW, outcomes }]);
  expect(Object.keys((await storedEnrolments(db, EVERYTHING))[0]?.outcomes ?? {})).not.toContain('odd');
  await db.execute(sql`update enrolments set look = '{"accountId": 7}'`);
  expect(await storedEnrolments(db, EVERYTHING)).toEqual([]);
});

test('an account that left is told apart from those of the last list', async () => {
  const { db } = database;
  await putAccounts(db, [memberAccount(THEIRS)], NOW);
  await putAccounts(db, [memberAccount(OURS)], later(1));
  const listed = async (scope: ViewerScope) => (await placedAccounts(db, scope)).map((each) => [each.id, each.listed]);
  expect(await listed(EVERYTHING)).toEqual([
    [OURS, true],
    [THEIRS, false],
  ]);
  expect(await listed(SCOPE)).toEqual([[OURS, true]]);
});

test('what a month brings is reckoned from the last week, by what accounts wrote in the hours that were read', async () => {
  const { db } = database;
  /** Inserts reads for each hour from `from` to `to` hours ago. */
  const read = (accountId: string, { from, to = from }: { from: number; to?: number }, records: number) =>
    db.execute(sql`insert into read_hours (account_id, region, source, hour, objects, failed, late, records, unreadable)
      select ${accountId}, 'us-east-1', 'cloudtrail', ${NOW.toISOString()}::timestamptz - n * interval '1 hour', 1, 0, 0, ${records}, 0
      from generate_series(${from}::int, ${to}::int) as n`);
  await read(OURS, { from: 0, to: 47 }, 10);
  // A single hour says little: it counts as a day.
  await read(THEIRS, { from: 1 }, 24);
  await read(THEIRS, { from: 7 * 24 + 1 }, 1_000_000);
  const volume = { source: 'cloudtrail', likely: (7200 + 720) / 2, measuredIn: 2 };
  expect(await measuredVolumes(db, EVERYTHING, NOW)).toMatchObject([volume]);
  expect(await measuredVolumes(db, SCOPE, NOW)).toMatchObject([{ low: 7200, likely: 7200, high: 7200, measuredIn: 1 }]);
});

test('tasks are asked for within a scope, and are open until they were tried', async () => {
  const { db } = database;
  await putAccounts(db, [memberAccount(OURS), memberAccount(THEIRS)], NOW);
  const actor = { who: 'user:alice', from: '203.0.113.9' };
  const ask = (scope: ViewerScope, ms: number, ...tasks: readonly string[]) =>
    db.transaction((tx) => askForEnrolment(tx, scope, { actor, tasks }, later(ms)));
  const [own, other] = [`${OURS}/us-east-1/vpc-flow`, `${THEIRS}/us-east-1/vpc-flow`];
  expect(await ask(SCOPE, 0, other)).toBeUndefined();
  const second = await ask(EVERYTHING, 2, other);
  const first = await ask(SCOPE, 1, own, other);
  const open = async () => (await openEnrolmentRequests(db)).map(({ id, tasks }) => [id, tasks]);
  expect(await open()).toEqual([
    [first, [own]],
    [second, [other]],
  ]);
  await endEnrolmentRequest(db, first ?? '', later(3));
  expect(await open()).toEqual([[second, [other]]]);
  const last = async (scope: ViewerScope, limit: number) =>
    (await lastEnrolmentRequests(db, scope, limit)).map(({ id, endedAt }) => [id, endedAt]);
  expect(await last(EVERYTHING, 1)).toEqual([[second, null]]);
  expect(await last(SCOPE, 9)).toEqual([[first, later(3)]]);
});
