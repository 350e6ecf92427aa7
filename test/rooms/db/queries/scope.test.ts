import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allAccounts, putAccounts } from '#db/queries/accounts.ts';
import { putUnitsAbove } from '#db/queries/organizational-units.ts';
import { auditPage } from '#db/queries/audit.ts';
import { changeCases, commentsOn } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { findingCounts, readingCounts } from '#db/queries/statistics.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { memberAccount } from '../../../member-account.ts';
import { MANY_FINDINGS } from '../many-findings.ts';
import { created, logObject, nothingMore, NOW, turn } from '../turns.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const UNIT = 'ou-ab12-cd34ef56';

const some = (accounts: readonly string[], organizationalUnits: readonly string[] = []): ViewerScope => ({
  kind: 'some',
  accounts,
  organizationalUnits,
});

const all = (accounts: readonly (string | null)[], reading = accounts) => ({
  accounts,
  coverage: accounts,
  page: accounts,
  byId: accounts,
  history: accounts,
  comments: accounts,
  counts: accounts,
  reading,
});

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    const { db } = database;
    const fact = {
      about: 'detection',
      region: undefined,
      source: undefined,
      state: 'covered',
      reason: 'reading',
      detail: 'Read.',
    } as const;
    const coverage = [OURS, THEIRS].map((accountId) => ({ ...fact, accountId }));
    await commitTurn(db, turn({ findings: created(...MANY_FINDINGS), coverage }), nothingMore);
    const every = MANY_FINDINGS.map(({ id }) => id);
    await changeCases(db, EVERYTHING, every, { kind: 'comment', text: 'Looked at.' }, { who: 'local' }, NOW);
    await putAccounts(db, [memberAccount(OURS), memberAccount(THEIRS)], NOW);
    await putUnitsAbove(db, new Map([[THEIRS, ['ou-ab12-11111111', UNIT]]]));
    const objects = [logObject(1), logObject(2, { accountId: THEIRS }), logObject(3, { accountId: undefined })];
    await putLogObjects(
      db,
      objects.map((object) => ({ object, partition: 'test/1' })),
      NOW,
    );
  });
  afterAll(() => database.close());

  /** The accounts of everything that a scope may read, query by query; null for what belongs to no account. */
  async function seen(scope: ViewerScope): Promise<Record<string, readonly (string | null)[]>> {
    const { db } = database;
    const page = await findingsPage(db, scope, {}, { by: 'severity', descending: true }, { limit: 100 });
    const ids = MANY_FINDINGS.map(({ id }) => id);
    const [history, comments] = await Promise.all([
      Promise.all(
        MANY_FINDINGS.map(async (one) =>
          (await auditPage(db, scope, { subject: one.id, limit: 9 })).length > 0 ? [one.accountId] : [],
        ),
      ),
      Promise.all(
        MANY_FINDINGS.map(async (one) => ((await commentsOn(db, scope, one.id)).length > 0 ? [one.accountId] : [])),
      ),
    ]);
    const answers = {
      history: history.flat(),
      comments: comments.flat(),
      accounts: (await allAccounts(db, scope)).map(({ id }) => id),
      coverage: (await allCoverage(db, scope)).map(({ accountId }) => accountId),
      page: page.map(({ finding }) => finding.accountId),
      byId: (await findingsById(db, scope, ids)).map(({ accountId }) => accountId),
      counts: (await findingCounts(db, scope, {}, 'accountId')).map(({ key }) => key),
      reading: (await readingCounts(db, scope)).map(({ accountId }) => accountId),
    };
    return Object.fromEntries(Object.entries(answers).map(([name, of]) => [name, [...new Set(of)].toSorted()]));
  }

  test('everything is what the service itself sees', async () => {
    expect(await seen(EVERYTHING)).toEqual(all([OURS, THEIRS], [OURS, THEIRS, null]));
  });

  test.each([
    ['an account', some([OURS]), [OURS]],
    ['a unit', some([], [UNIT]), [THEIRS]],
    ['an account and a unit', some([OURS], [UNIT]), [OURS, THEIRS]],
    ['nothing', some([]), []],
    ['what looks like more', some(["' or true --", '%', '{111122223333}'], ['*', '']), []],
  ])('a scope of %s lets that be seen and nothing else', async (_name, scope, accounts) => {
    expect(await seen(scope)).toEqual(all(accounts));
    expect(await countFindings(database.db, scope, {})).toBe(accounts.length * 10);
  });

  test('a filter for other accounts finds nothing within a scope', async () => {
    expect(await countFindings(database.db, some([OURS]), { accountIds: [THEIRS] })).toBe(0);
  });
});
