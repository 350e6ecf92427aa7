import { afterAll, beforeAll, expect, test } from 'vitest';
import { FINDING_FACETS } from '#services/model/finding-fields.ts';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { findingCounts, findingsOverTime, readingCounts } from '#db/queries/statistics.ts';
import { onBothDatabases } from '../../../databases.ts';
import { MANY_FINDINGS } from '../many-findings.ts';
import {
  created,
  later,
  logObject,
  nothingMore,
  NOW,
  putDispositions,
  receiveObjects,
  report,
  turn,
} from '../turns.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await commitTurn(database.db, turn({ findings: created(...MANY_FINDINGS) }), nothingMore);
    await putDispositions(database.db, MANY_FINDINGS);
  });
  afterAll(() => database.close());

  test.each([
    ['severity', { Low: 5, Medium: 5, High: 5, Critical: 5 }],
    ['type', { 'Recon:EC2/Portscan': 7, 'UnauthorizedAccess:EC2/SSHBruteForce': 13 }],
    ['accountId', { '111122223333': 10, '444455556666': 10 }],
    ['region', { 'us-east-1': 15, 'eu-west-1': 5 }],
    ['contextSeverity', { Low: 5, Medium: 5, High: 5, Critical: 5 }],
    ['archived', { true: 4, false: 16 }],
    ['status', { ARCHIVED: 4, NEW: 8, UPDATED: 8 }],
    ['assignee', { carol: 1, dora: 1, null: 18 }],
    ['feedback', { USEFUL: 1, NOT_USEFUL: 1, null: 18 }],
    ['suppressedBy', { 'a-rule': 1, null: 19 }],
    ['ratedBy', { r: 2, null: 18 }],
  ] as const)('counts by %s', async (group, expected) => {
    const counts = await findingCounts(database.db, EVERYTHING, {}, group);
    expect(Object.fromEntries(counts.map(({ key, count }) => [key, count]))).toEqual(expected);
  });

  const by = async (facet: 'severity' | 'contextSeverity') =>
    (await findingCounts(database.db, EVERYTHING, { resourceIds: ['i-7'] }, facet)).map(({ key }) => key);

  test('a severity is counted as GuardDuty has it, and as its owner rates it', async () => {
    expect([await by('severity'), await by('contextSeverity')]).toEqual([['Critical'], ['Low']]);
    // Days come from the stored counts, and hours from the findings themselves.
    for (const step of ['day', 'hour'] as const) {
      const rated = await findingsOverTime(database.db, EVERYTHING, {}, step, 'lastSeen', 'contextSeverity');
      const counts = Map.groupBy(rated, ({ severity }) => severity);
      expect([...counts].map(([label, some]) => [label, some.reduce((sum, { count }) => sum + count, 0)])).toEqual(
        expect.arrayContaining([
          ['Low', 5],
          ['Critical', 5],
        ]),
      );
    }
  });

  test('everything that is counted is tried above', () => {
    expect(FINDING_FACETS).toHaveLength(11);
  });

  test('the values with most findings come first, and no more than asked for', async () => {
    const [first, ...others] = await findingCounts(database.db, EVERYTHING, {}, 'assignee', 2);
    expect([first?.key, first?.count, others.length]).toEqual([null, 18, 1]);
  });

  test.each([
    ['lastSeen', 'hour', 1],
    ['firstSeen', 'day', 1],
    ['createdAt', 'week', 1],
  ] as const)('counts over time by %s and %s', async (moment, step, steps) => {
    const counts = await findingsOverTime(database.db, EVERYTHING, { accountIds: ['111122223333'] }, step, moment);
    expect(counts.map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(10);
    expect(new Set(counts.map(({ from }) => from.getTime())).size).toBe(steps);
    const [{ from } = { from: new Date(0) }] = counts;
    const begins = { hour: 'T19:00:00', day: 'T00:00:00', week: '2026-03-02T00:00:00' }[step];
    expect(from.toISOString()).toContain(begins.replace('T19', from.toISOString().slice(10, 13)));
  });

  test('counts keep to the filter and say when it was last seen', async () => {
    const [count] = await findingCounts(
      database.db,
      EVERYTHING,
      { severities: ['Critical'], archived: false },
      'severity',
    );
    expect(count).toEqual({ key: 'Critical', count: 4, lastSeen: later(19_500) });
  });

  test('what was read, failed and is pending is counted by source, account and Region', async () => {
    await receiveObjects(database.db, [1, 2, 3]);
    const trouble = { kind: 'truncated', message: 'Cut off.', position: 3, records: 2 } as const;
    const reports = [
      report(logObject(1), { records: 7, unreadable: 2, troubles: [trouble] }),
      report(logObject(2), { state: 'failed', records: 0 }),
    ];
    const skipped = [{ object: logObject(1), trustedSkipped: 3, groupOverflow: 2, deduplicationOverflow: 1 }];
    await commitTurn(database.db, turn({ reports, skipped }), nothingMore);
    expect(await readingCounts(database.db, EVERYTHING)).toEqual([
      {
        source: 'cloudtrail',
        accountId: '111122223333',
        region: 'us-east-1',
        objects: 3,
        pending: 1,
        failed: 1,
        records: 7,
        unreadable: 2,
        trustedSkipped: 3,
        groupOverflow: 2,
        deduplicationOverflow: 1,
        newest: NOW,
      },
    ]);
  });
});
