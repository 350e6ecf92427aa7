import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { allCoverage, putCoverage } from '#db/queries/coverage.ts';
import { duePartitions, pendingObjects, putLogObjects, troubledObjects } from '#db/queries/log-objects.ts';
import { endPass, listingMarker, putListing } from '#db/queries/listings.ts';
import { readingCounts } from '#db/queries/statistics.ts';
import { closeWindows, dropExpired } from '#db/queries/sweep.ts';
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
    await database.db.execute(sql`truncate log_objects, tallies, findings, observations, coverage, listings cascade`);
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
      { object: logObject(1), attempts: 0, groupOverflow: undefined },
      { object: logObject(2), attempts: 0, groupOverflow: undefined },
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
    const skipped = [{ object: logObject(1), trustedSkipped: 3, groupOverflow: 2, deduplicationOverflow: 1 }];
    await commitTurn(database.db, turn({ reports, skipped }), nothingMore);
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
        trustedSkipped: 3,
        groupOverflow: 2,
        deduplicationOverflow: 1,
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

  const MEMORY = { lateMs: hours(24), retentionMs: days(90) };
  const close = (now: Date) => closeWindows(database.db, now, MEMORY);
  const observations = async () => {
    const rows = await database.db.execute<{ count: number }>(sql`select count::int from observations`, 'objects');
    return rows.map(({ count }) => count);
  };

  test('a window is closed when the newest record is beyond what may come late, and its observations go with it', async () => {
    await observed(hours(24) + 1);
    expect(await close(later(days(3)))).toBe(1);
    expect(await counted()).toBeUndefined();
    expect(await observations()).toEqual([]);
    // What comes later all the same counts from zero, on top of what its finding counts.
    const late = [observedOf(finding(1).id, { count: 2 })];
    await commitTurn(database.db, turn({ observations: late }), nothingMore);
    expect(await counted()).toEqual({ count: 2, tallies: { bytes: 200 } });
  });

  test('a window that something late may belong to is kept', async () => {
    await observed(hours(24));
    expect(await close(later(days(3)))).toBe(0);
    expect(await counted()).toEqual({ count: 5, tallies: { bytes: 500 } });
  });

  test('a record from the future closes no window', async () => {
    await observed(days(400));
    expect(await close(later(hours(1)))).toBe(0);
  });

  test.each([
    ['names the time of the window', stamped(later(hours(2)))],
    ['names no time', 'any.json.gz'],
  ])('a window stays open while an object waits to be read whose key %s', async (_, waiting) => {
    await observed(days(10));
    await put([2], PARTITION, { key: waiting });
    expect(await close(later(days(20)))).toBe(0);
    // One that cannot be had holds it for the retention, not for ever.
    expect(await close(later(days(92)))).toBe(1);
  });

  test('an object that waits and is of later holds no window, nor does one of another partition', async () => {
    await observed(days(10));
    await put([2], PARTITION, { key: stamped(later(days(2))) });
    await put([3], 'other', { key: stamped(later(hours(2))) });
    expect(await close(later(days(20)))).toBe(1);
  });

  const listing = (prefix: string, listedAt: Date) =>
    putListing(database.db, {
      place: { bucket: 'logs', prefix, accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' },
      marker: '{}',
      listedAt,
      late: undefined,
    });

  test('no window is closed that the listing furthest behind may bring more of', async () => {
    await observed(days(10));
    await listing('a/', later(days(20)));
    await listing('b/', later(hours(2)));
    expect(await close(later(days(20)))).toBe(0);
    await endPass(database.db, later(days(20)), days(90));
    expect(await close(later(days(20)))).toBe(1);
  });

  test('a prefix that no pass lists is forgotten after a while, and one that is listed again is not', async () => {
    await listing('a/', NOW);
    await listing('b/', NOW);
    await endPass(database.db, later(days(1)), days(90));
    await listing('b/', later(days(2)));
    await endPass(database.db, later(days(90)), days(90));
    expect(await listingMarker(database.db, 'logs', 'a/')).toBeDefined();
    await endPass(database.db, later(days(92)), days(90));
    expect(await listingMarker(database.db, 'logs', 'a/')).toBeUndefined();
    expect(await listingMarker(database.db, 'logs', 'b/')).toBeDefined();
  });

  const expired = (now: Date) => dropExpired(database.db, now, { lateMs: days(7), retentionMs: days(1) });

  test('findings and objects are dropped after their retention, pending objects never', async () => {
    await observed(0);
    await put([2]);
    expect(await expired(later(days(1) - 1))).toEqual({ findings: 0, objects: 0 });
    expect(await expired(later(days(2)))).toEqual({ findings: 1, objects: 1 });
    expect(await duePartitions(database.db, NOW)).toEqual([PARTITION]);
  });

  test('an object stays in the ledger for as long as a listing of its bucket may offer it again', async () => {
    await observed(0);
    await listing('a/', later(days(100)));
    await listing('b/', later(days(7)));
    expect(await expired(later(days(100)))).toMatchObject({ objects: 0 });
    await listing('b/', later(days(9)));
    expect(await expired(later(days(100)))).toMatchObject({ objects: 1 });
  });

  test('what comes too late to be relied on is a gap of its place, for a while', async () => {
    const fact: CoverageFact = {
      accountId: '111122223333',
      region: 'us-east-1',
      source: 'cloudtrail',
      state: 'covered',
      reason: 'reading',
      detail: 'Read.',
    };
    await putListing(database.db, {
      place: { bucket: 'logs', prefix: 'a/', accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' },
      marker: '{}',
      listedAt: NOW,
      late: { detail: 'Late.', until: later(days(7)) },
    });
    await listing('a/', later(1000));
    await putCoverage(database.db, [fact, { ...fact, region: 'eu-west-1' }], later(2000));
    const said = async () =>
      (await allCoverage(database.db)).map(({ region, reason, detail }) => [region, reason, detail]);
    expect(await said()).toEqual([
      ['us-east-1', 'late-delivery', 'Late.'],
      ['eu-west-1', 'reading', 'Read.'],
    ]);
    await putCoverage(database.db, [fact], later(days(7)));
    expect((await said()).map(([, reason]) => reason)).toEqual(['reading', 'reading']);
  });

  const postpone = (kind: 'unavailable' | 'access-denied') =>
    commitTurn(
      database.db,
      turn({
        postponed: [
          {
            object: logObject(1),
            trouble: { kind, message: '', position: undefined, records: 0 },
            nextAttemptAt: NOW,
          },
        ],
      }),
      nothingMore,
    );
  const attempts = async () => (await pendingObjects(database.db, PARTITION, NOW, 1))[0];

  test('fruitless attempts are counted while they end alike', async () => {
    await put([1]);
    await postpone('unavailable');
    await postpone('unavailable');
    expect(await attempts()).toMatchObject({ attempts: 2, refused: 'unavailable' });
    await postpone('access-denied');
    expect(await attempts()).toMatchObject({ attempts: 1, refused: 'access-denied' });
  });
});

/** A key as AWS makes them of a time. */
function stamped(time: Date): string {
  return `a_${time.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z_b.json.gz`;
}
