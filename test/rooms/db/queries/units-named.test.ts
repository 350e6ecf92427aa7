import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createToken, revokeToken, unitsOfTokens } from '#db/queries/access/tokens.ts';
import { putRule, removeRule, unitsOfRules } from '#db/queries/rules.ts';
import { days } from '#services/model/time.ts';
import type { Criterion, RuleDraft } from '#services/model/rule.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { later, NOW } from '../turns.ts';

const [ONE, TWO, THREE] = ['ou-ab12-00000001', 'ou-ab12-00000002', 'ou-ab12-00000003'];
const ALICE = { who: 'user:alice', from: '203.0.113.9' };

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(() => empty(database.db));
afterAll(() => database.close());

const token = (scope: ViewerScope, live = 1) =>
  createToken(database.db, { name: 'a', granted: { role: 'viewer', scope }, days: live }, 'alice', NOW);
const scopeOf = (...organizationalUnits: readonly string[]): ViewerScope => ({
  kind: 'some',
  accounts: [],
  organizationalUnits,
});

test('tokens name the units of their scopes as long as they are valid', async () => {
  await token({ kind: 'everything' });
  await token(scopeOf(ONE, TWO), 2);
  const { token: revoked } = await token(scopeOf(THREE), 2);
  const named = async (now: Date) => (await unitsOfTokens(database.db, now)).toSorted();
  expect(await named(NOW)).toEqual([ONE, TWO, THREE]);
  await revokeToken(database.db, revoked.id, NOW);
  expect(await named(later(days(2) - 1))).toEqual([ONE, TWO]);
  expect(await named(later(days(2)))).toEqual([]);
});

function draft(...criteria: readonly Criterion[]): RuleDraft {
  const said = { name: 'r', owner: 'alice', because: 'ours', expiresAt: null, endlessBecause: 'ours' };
  return { ...said, effect: { kind: 'suppress' }, criteria };
}

function units(...values: readonly string[]): Criterion {
  return { field: 'organizationalUnit', operator: 'equals', values };
}

test('rules name the units of their criteria as long as they are in force', async () => {
  const put = (id: string, ...criteria: readonly Criterion[]) =>
    putRule(database.db, id, draft(...criteria), [], ALICE, NOW);
  await put('a', { field: 'accountId', operator: 'equals', values: ['111122223333'] }, units(ONE));
  await put('b', units(TWO, THREE));
  expect((await unitsOfRules(database.db, NOW)).toSorted()).toEqual([ONE, TWO, THREE]);
  await removeRule(database.db, 'b', ALICE, NOW);
  expect(await unitsOfRules(database.db, NOW)).toEqual([ONE]);
});
