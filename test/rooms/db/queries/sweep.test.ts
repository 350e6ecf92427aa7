import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database, Db } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { endPass, putListing } from '#db/queries/listings.ts';
import { duePartitions } from '#db/queries/log-objects.ts';
import { once } from '#db/answers.ts';
import { answers } from '#db/schema/cases.ts';
import { pastGaps } from '#db/schema/coverage.ts';
import { digests, proofGaps } from '#db/schema/digests.ts';
import { enrolmentRequests } from '#db/schema/enrolments.ts';
import { findings } from '#db/schema/findings.ts';
import { inventory } from '#db/schema/inventory.ts';
import { readHours } from '#db/schema/read-hours.ts';
import { resourceEnds } from '#db/schema/resource-ends.ts';
import { closeWindows, dropExpired } from '#db/queries/sweep.ts';
import { contributionsOf } from '#db/queries/turn.ts';
import { countedKey, observationKey } from '#services/model/observation.ts';
import { days, hours } from '#services/model/time.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import {
  NOW,
  created,
  finding,
  later,
  logObject,
  nothingMore,
  observation,
  observed as observedOf,
  putDispositions,
  receiveObjects,
  report,
  turn,
} from '../turns.ts';

const PARTITION = 'cloudtrail/111122223333';

const OF = { accountId: '111122223333', region: 'us-east-1' };
const OBJECT = { ...OF, bucket: 'logs', fromTime: NOW };

/** Rows that expire, besides findings and objects. Each function inserts one that is as old as a moment. */
const AGEING = [
  [
    'hours that were read',
    readHours,
    (db: Db, hour: Date) =>
      db
        .insert(readHours)
        .values({ ...OF, source: 'cloudtrail', hour, objects: 1, failed: 0, late: 0, records: 1, unreadable: 0 }),
  ],
  [
    'digests',
    digests,
    (db: Db, toTime: Date) => {
      const chain = { trail: 'all', backfill: false, state: 'verified', settled: true, objects: 0 } as const;
      const row = { ...OBJECT, ...chain, key: toTime.toISOString(), etag: 'e', toTime, storedAt: NOW, seenAt: NOW };
      return db.insert(digests).values(row);
    },
  ],
  [
    'proofs that something is wrong',
    proofGaps,
    (db: Db, toTime: Date) => {
      const what = { kind: 'object-missing', source: 'cloudtrail', detail: 'It is gone.', cause: '' } as const;
      return db.insert(proofGaps).values({ ...OBJECT, ...what, key: toTime.toISOString(), toTime, since: NOW });
    },
  ],
  [
    'gaps that ended',
    pastGaps,
    (db: Db, endedAt: Date) => {
      const what = { about: 'detection', reason: 'bucket-denied', detail: 'Denied.' } as const;
      return db.insert(pastGaps).values({ ...OF, ...what, since: later(-1), endedAt });
    },
  ],
  [
    'requests that were carried out',
    enrolmentRequests,
    (db: Db, endedAt: Date) =>
      db.insert(enrolmentRequests).values({ who: 'local', tasks: [], askedAt: later(-days(3)), endedAt }),
  ],
  [
    'ends of resources that no finding is about',
    resourceEnds,
    (db: Db, endedAt: Date) =>
      db
        .insert(resourceEnds)
        .values({ ...OF, member: '', id: endedAt.toISOString(), endedAt, call: 'TerminateInstances' }),
  ],
  [
    'facts that are not learned again',
    inventory,
    (db: Db, learnedAt: Date) => {
      const what = { member: 's3BucketDetails', details: {}, taughtBy: 'call', version: 1 } as const;
      return db.insert(inventory).values({ ...OF, ...what, alias: learnedAt.toISOString(), since: NOW, learnedAt });
    },
  ],
] as const;

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
  });
  afterAll(() => database.close());

  /** A turn whose newest record is `newestMs` after the end of the window of its tally. */
  async function observed(newestMs: number): Promise<void> {
    await receiveObjects(database.db, [1]);
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
    // Later records count from zero again, and are added to what the finding counts.
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
    await receiveObjects(database.db, [2], PARTITION, { key: waiting });
    expect(await close(later(days(20)))).toBe(0);
    // An object that cannot be fetched holds the window for the retention, not for ever.
    expect(await close(later(days(92)))).toBe(1);
  });

  test('an object that waits and is of later holds no window, nor does one of another partition', async () => {
    await observed(days(10));
    await receiveObjects(database.db, [2], PARTITION, { key: stamped(later(days(2))) });
    await receiveObjects(database.db, [3], 'other', { key: stamped(later(hours(2))) });
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

  const expired = (now: Date) => dropExpired(database.db, now, { lateMs: days(7), retentionMs: days(1) });

  test('findings and objects are dropped after their retention, pending objects never', async () => {
    await observed(0);
    await receiveObjects(database.db, [2]);
    expect(await expired(later(days(1) - 1))).toEqual({ findings: 0, objects: 0, facts: 0 });
    expect(await expired(later(days(2)))).toEqual({ findings: 1, objects: 1, facts: 0 });
    expect(await duePartitions(database.db, NOW)).toEqual([PARTITION]);
  });

  test('findings of a severity are kept as long as that severity is, as their owner rates them', async () => {
    const rated = finding(4, { severity: 2 });
    const some = [finding(1, { severity: 2 }), finding(2, { severity: 5 }), finding(3, { severity: 9 }), rated];
    await commitTurn(database.db, turn({ findings: created(...some) }), nothingMore);
    const high = { ...rated.disposition, severity: 9.5 };
    await putDispositions(database.db, [{ ...rated, disposition: high }]);
    const bounds = { lateMs: 0, retentionMs: days(10), retentionMsOf: { Low: days(2), Critical: days(30) } };
    const left = async (now: Date) => {
      await dropExpired(database.db, now, bounds);
      return database.db.$count(findings);
    };
    expect(await left(later(days(2)))).toBe(4);
    expect(await left(later(days(3)))).toBe(3);
    expect(await left(later(days(11)))).toBe(2);
    expect(await left(later(days(31)))).toBe(0);
  });

  test.each(AGEING)('%s are kept for the retention, and no longer', async (_what, table, put) => {
    const { db } = database;
    await db.delete(table);
    await put(db, later(0));
    await put(db, later(1));
    await expired(later(days(1)));
    expect(await db.$count(table)).toBe(2);
    await expired(later(days(1) + 1));
    expect(await db.$count(table)).toBe(1);
    await db.delete(table);
  });

  test('what is asked for and not done yet is kept, and so is the end of what a finding is about', async () => {
    const { db } = database;
    await db.insert(enrolmentRequests).values({ who: 'local', tasks: [], askedAt: NOW });
    const { resource } = finding(1);
    await commitTurn(
      db,
      turn({ findings: created(finding(1, { updatedAt: later(days(9)).toISOString() })) }),
      nothingMore,
    );
    await db
      .insert(resourceEnds)
      .values({ ...OF, member: '', id: resource.id, endedAt: NOW, call: 'TerminateInstances' });
    await expired(later(days(9)));
    expect([await db.$count(enrolmentRequests), await db.$count(resourceEnds)]).toEqual([1, 1]);
    await db.delete(enrolmentRequests);
    await db.delete(resourceEnds);
  });

  test('answers are forgotten after a day', async () => {
    const ask = (now: Date) =>
      once(database.db, { key: 'k', who: 'a', request: 'r' }, now, z.number(), async () => now.getTime());
    await ask(NOW);
    await expired(later(days(1)));
    expect(await database.db.$count(answers)).toBe(1);
    await expired(later(days(1) + 1));
    expect(await database.db.$count(answers)).toBe(0);
  });

  test('an object stays in the ledger for as long as a listing of its bucket may offer it again', async () => {
    await observed(0);
    await listing('a/', later(days(100)));
    await listing('b/', later(days(7)));
    expect(await expired(later(days(100)))).toMatchObject({ objects: 0 });
    await listing('b/', later(days(9)));
    expect(await expired(later(days(100)))).toMatchObject({ objects: 1 });
  });
});

/** A key as AWS makes it for a time. */
function stamped(time: Date): string {
  return `a_${time.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z_b.json.gz`;
}
