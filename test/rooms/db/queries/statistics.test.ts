import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { findingCounts, readingCounts } from '#db/queries/statistics.ts';
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
  ] as const)('counts by %s', async (group, expected) => {
    const counts = await findingCounts(database.db, EVERYTHING, {}, group);
    expect(Object.fromEntries(counts.map(({ key, count }) => [key, count]))).toEqual(expected);
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
