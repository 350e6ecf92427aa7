import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { hourCounts, streamsThatEnded } from '#db/queries/read-hours.ts';
import { hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { logObject, nothingMore, NOW, report, receiveObjects, turn } from '../turns.ts';

/** The keys contain the time: two objects are of the hour before the last, and one is of the last. */
const KEYS = ['T1005Z', 'T1055Z', 'T1130Z'].map((time) => `AWSLogs/x_20260302${time}_x.json.gz`);
const OBJECTS = KEYS.map((key, n) => logObject(n, { key }));
const HOUR = { accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' };
const ALL = { from: new Date(NOW.getTime() - hours(48)), to: new Date(NOW.getTime() + hours(2)) };

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
    for (const [n, key] of KEYS.entries()) await receiveObjects(database.db, [n], undefined, { key });
  });
  afterAll(() => database.close());

  const settle = (...reports: readonly ReturnType<typeof report>[]) =>
    commitTurn(database.db, turn({ reports }), nothingMore);
  const counted = async () => {
    const counts = await hourCounts(database.db, EVERYTHING, ALL);
    return counts.map(({ hour, ...rest }) => ({ ...rest, hour: new Date(hour).toISOString().slice(11, 16) }));
  };
  const ended = async (before: string) =>
    (await streamsThatEnded(database.db, ALL.from, new Date(before))).map(({ first: from, last, ...rest }) => ({
      ...rest,
      first: new Date(from).toISOString().slice(11, 16),
      last: new Date(last).toISOString().slice(11, 16),
    }));
  const [first = logObject(0), second = first, third = first] = OBJECTS;

  test('a stream that ended is told of with its first and last hour, while nothing of it waits', async () => {
    await settle(report(first), report(second));
    expect(await ended('2026-03-02T12:00:00Z')).toEqual([]);
    await settle(report(third));
    expect(await ended('2026-03-02T12:00:00Z')).toEqual([{ ...HOUR, first: '10:00', last: '11:00', written: 2 }]);
    expect(await ended('2026-03-02T11:00:00Z')).toEqual([]);
  });

  test('objects wait in the hour that their key names, and count there when they are settled', async () => {
    const nothing = { objects: 0, failed: 0, late: 0, proved: 0, disproved: 0, records: 0, unreadable: 0 };
    expect(await counted()).toEqual([
      { ...HOUR, ...nothing, hour: '10:00', pending: 2 },
      { ...HOUR, ...nothing, hour: '11:00', pending: 1 },
    ]);
    expect(await settle(report(first, { records: 7, unreadable: 2 }))).toBe(true);
    expect(await settle(report(second, { state: 'failed', records: 0 }), report(third))).toBe(true);
    expect(await counted()).toEqual([
      // Both arrived at twelve, more than an hour late.
      {
        ...HOUR,
        hour: '10:00',
        objects: 2,
        failed: 1,
        late: 2,
        proved: 0,
        disproved: 0,
        records: 7,
        unreadable: 2,
        pending: 0,
      },
      {
        ...HOUR,
        hour: '11:00',
        objects: 1,
        failed: 0,
        late: 0,
        proved: 0,
        disproved: 0,
        records: 10,
        unreadable: 0,
        pending: 0,
      },
    ]);
  });

  test('a turn that was overtaken counts nothing', async () => {
    expect(await settle(report(first))).toBe(true);
    expect(await settle(report(second), report(first))).toBe(false);
    expect((await counted()).map(({ objects, pending }) => [objects, pending])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  test('turns at once count each object once', async () => {
    const many = Array.from({ length: 40 }, (_, n) => logObject(100 + n, { key: `m${n}_20260302T0901Z_x.json.gz` }));
    for (const [n, { key }] of many.entries()) await receiveObjects(database.db, [100 + n], undefined, { key });
    const done = await Promise.all(many.flatMap((object) => [settle(report(object)), settle(report(object))]));
    expect(done.filter(Boolean)).toHaveLength(many.length);
    expect((await counted()).find(({ hour }) => hour === '09:00')).toMatchObject({ objects: 40, records: 400 });
  });

  test('who may see some accounts is told of these', async () => {
    await settle(report(first));
    const seen = (accounts: readonly string[]) =>
      hourCounts(database.db, { kind: 'some', accounts, organizationalUnits: [] }, ALL);
    expect(await seen(['444455556666'])).toEqual([]);
    expect(await seen([HOUR.accountId])).toHaveLength(3);
    expect(await hourCounts(database.db, EVERYTHING, { ...ALL, accountIds: ['444455556666'] })).toEqual([]);
  });
});
