import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { allCoverage, putCoverage } from '#db/queries/coverage.ts';
import { duePartitions, pendingObjects, putLogObjects, troubledObjects } from '#db/queries/log-objects.ts';
import { readingCounts } from '#db/queries/statistics.ts';
import { dropExpired, sealTallies } from '#db/queries/sweep.ts';
import { contributionsOf } from '#db/queries/turn.ts';
import type { CoverageFact } from '#services/model/coverage.ts';
import { countedKey, observationKey } from '#services/model/observation.ts';
import { days, hours } from '#services/model/time.ts';
import { onBothDatabases } from '../../databases.ts';
import {
  created,
  finding,
  later,
  logObject,
  nothingMore,
  NOW,
  observation,
  observed as observedOf,
  report,
  turn,
} from './turns.ts';

const PARTITION = 'cloudtrail/111122223333';

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await database.db.execute(sql`truncate log_objects, tallies, findings, observations, coverage cascade`);
  });
  afterAll(() => database.close());

  const put = (numbers: readonly number[], partition = PARTITION, rest = {}) =>
    putLogObjects(
      database.db,
      numbers.map((n) => ({ object: logObject(n, rest), partition })),
      NOW,
    );

  test('an object is entered once, however often it comes; other content under its key is another object', async () => {
    expect(await put([1, 2, 2])).toEqual({ objects: 2, partitions: [PARTITION] });
    expect(await put([2, 1])).toEqual({ objects: 0, partitions: [] });
    expect(await put([1], PARTITION, { etag: 'other' })).toEqual({ objects: 1, partitions: [PARTITION] });
  });

  test('pending objects come in order of their keys, as they were given, and only those that are due', async () => {
    await put([3, 1, 2]);
    await put([4], 'flow', { source: 'vpc-flow', accountId: undefined, region: undefined });
    expect(await pendingObjects(database.db, PARTITION, NOW, 2)).toEqual([
      { object: logObject(1), attempts: 0 },
      { object: logObject(2), attempts: 0 },
    ]);
    expect(await pendingObjects(database.db, 'flow', NOW, 9)).toMatchObject([
      { object: { source: 'vpc-flow', accountId: undefined } },
    ]);
    expect(await duePartitions(database.db, NOW)).toEqual([PARTITION, 'flow']);
    expect(await duePartitions(database.db, later(-1))).toEqual([]);
  });

  test('what was read, failed and is pending is counted by source, account and Region', async () => {
    await put([1, 2, 3]);
    const trouble = { kind: 'truncated', message: 'Cut off.', position: 3, records: 2 } as const;
    const reports = [
      report(logObject(1), { records: 7, unreadable: 2, troubles: [trouble] }),
      report(logObject(2), { state: 'failed', records: 0 }),
    ];
    const leftOut = [{ object: logObject(1), silenced: 3, refused: 2, untold: 1 }];
    await commitTurn(database.db, turn({ reports, leftOut }), nothingMore);
    expect(await readingCounts(database.db)).toEqual([
      {
        source: 'cloudtrail',
        accountId: '111122223333',
        region: 'us-east-1',
        objects: 3,
        pending: 1,
        failed: 1,
        records: 7,
        unreadable: 2,
        silenced: 3,
        refused: 2,
        untold: 1,
        newest: NOW,
      },
    ]);
    expect(await troubledObjects(database.db, 10)).toMatchObject([{ key: logObject(1).key, troubles: [trouble] }]);
  });

  test('a coverage fact keeps its beginning until state or reason change', async () => {
    const fact: CoverageFact = {
      accountId: '111122223333',
      region: undefined,
      source: undefined,
      state: 'gap',
      reason: 'error',
      detail: 'First.',
    };
    await putCoverage(database.db, [fact], NOW);
    await putCoverage(database.db, [{ ...fact, detail: 'Second.' }], later(1000));
    expect(await allCoverage(database.db)).toMatchObject([{ detail: 'Second.', since: NOW, checkedAt: later(1000) }]);
    await putCoverage(database.db, [fact, { ...fact, state: 'covered', reason: 'reading' }], later(2000));
    expect(await allCoverage(database.db)).toMatchObject([{ state: 'covered', since: later(2000) }]);
  });

  /** A turn whose newest record lies `newestMs` after the end of the window that it has a tally of. */
  async function observed(newestMs: number): Promise<void> {
    await put([1]);
    await commitTurn(
      database.db,
      turn({
        reports: [report(logObject(1), { lastTime: NOW.getTime() + newestMs })],
        tallies: [
          {
            type: observation().type,
            windowStart: observation().windowStart,
            windowEnd: NOW.getTime(),
            previous: undefined,
            value: Buffer.of(1),
          },
        ],
        findings: created(finding(1)),
        observations: [observedOf(finding(1).id, { count: 5 })],
      }),
      nothingMore,
    );
  }
  const key = observationKey(observation());
  const counted = async () =>
    (await contributionsOf(database.db, PARTITION, [{ findingId: finding(1).id, key }])).get(
      countedKey(finding(1).id, key),
    );

  test('a window is dropped when the newest record is beyond the horizon, and its observations are sealed', async () => {
    await observed(hours(24) + 1);
    expect(await sealTallies(database.db, later(days(3)), hours(24))).toBe(1);
    expect(await counted()).toEqual({ count: 0, tallies: {} });
    // What comes late counts from zero, on top of what is sealed.
    const late = [observedOf(finding(1).id, { count: 2 })];
    await commitTurn(database.db, turn({ observations: late }), nothingMore);
    expect(await counted()).toEqual({ count: 2, tallies: { bytes: 200 } });
    expect(await database.db.execute(sql`select count::int from observations`, 'objects')).toEqual([{ count: 7 }]);
  });

  test('a window within the horizon is kept', async () => {
    await observed(hours(24));
    expect(await sealTallies(database.db, later(days(3)), hours(24))).toBe(0);
    expect(await counted()).toEqual({ count: 5, tallies: { bytes: 500 } });
  });

  test('a record from the future closes no window', async () => {
    await observed(days(400));
    expect(await sealTallies(database.db, later(hours(1)), hours(24))).toBe(0);
  });

  test('findings and objects are dropped after their retention, pending objects never', async () => {
    await observed(0);
    await put([2]);
    expect(await dropExpired(database.db, later(-1))).toEqual({ findings: 0, objects: 0 });
    expect(await dropExpired(database.db, later(days(1)))).toEqual({ findings: 1, objects: 1 });
    expect(await duePartitions(database.db, NOW)).toEqual([PARTITION]);
  });
});
