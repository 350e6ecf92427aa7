import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { commitTurn, type Turn } from '#db/queries/commit.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { deliveriesOf } from '#db/queries/deliveries.ts';
import { findingsById } from '#db/queries/findings.ts';
import { recordsKeptWith } from '#db/queries/kept-records.ts';
import { objectCounts, pendingObjects, putLogObjects } from '#db/queries/log-objects.ts';
import { contributionsOf, storedFindings, storedState } from '#db/queries/turn.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { countedKey, observationKey } from '#services/model/observation.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { created, finding, later, logObject, nothingMore, NOW, observation, observed, report, turn } from '../turns.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const ORIGIN = { object: 's3://logs/1', position: 0, id: null, time: '2026-03-02T10:00:00.000Z' };
const PARTITION = 'cloudtrail/111122223333';
const TYPE = 'Recon:EC2/Portscan';
/** A text may contain characters that a database refuses. */
const KEPT = { origin: ORIGIN, text: 'a record with \0', isCut: false };
const KEY = { type: TYPE, windowStart: NOW.getTime() };

onBothDatabases((open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
    await putLogObjects(database.db, [{ object: logObject(1), partition: PARTITION }], NOW);
  });
  afterAll(() => database.close());

  /** Everything that a turn can lead to. */
  function fullTurn(rest: Partial<Turn> = {}): Turn {
    const found = finding(1);
    return turn({
      reports: [report(logObject(1))],
      tallies: [
        { ...KEY, windowEnd: later(3_600_000).getTime(), previous: undefined, value: Buffer.from([0, 1, 255]) },
      ],
      findings: created(found),
      kept: [{ findingId: found.id, records: [KEPT] }],
      observations: [observed(found.id)],
      deliveries: [{ sink: 'test', terms: EVERY_VERSION, findingId: found.id, partition: 'p' }],
      coverage: [
        {
          about: 'detection',
          accountId: '111122223333',
          region: 'us-east-1',
          source: 'cloudtrail',
          state: 'covered',
          reason: 'reading',
          detail: 'Read.',
        },
      ],
      ...rest,
    });
  }

  /** Rows of every table that a commit writes, and the objects that are still pending. */
  async function written(): Promise<object> {
    const [rows] = await database.db.execute(
      sql`select (select count(*)::int from tallies) as tallies, (select count(*)::int from findings) as findings,
        (select count(*)::int from observations) as observations, (select count(*)::int from deliveries) as deliveries,
        (select count(*)::int from kept_records) as kept, (select count(*)::int from coverage) as coverage,
        (select count(*)::int from log_objects where state = 'pending') as pending`,
      'objects',
    );
    return rows ?? {};
  }
  const NOTHING = { tallies: 0, findings: 0, kept: 0, observations: 0, deliveries: 0, coverage: 0, pending: 1 };

  test('a turn is written whole, and reads back as it was', async () => {
    expect(await commitTurn(database.db, fullTurn(), nothingMore)).toBe(true);
    const { db } = database;
    expect(await findingsById(db, EVERYTHING, [finding(1).id])).toEqual([finding(1)]);
    expect(await objectCounts(db)).toEqual({ pending: 0, read: 1, passed: 0, failed: 0 });
    const [tally] = (await storedState(db, PARTITION, [{ ...KEY, held: undefined }])).tallies;
    expect({ ...tally, value: [...(tally?.value ?? [])] }).toEqual({ ...KEY, version: 'turn-1', value: [0, 1, 255] });
    const key = observationKey(observation());
    expect(await contributionsOf(db, PARTITION, [{ findingId: finding(1).id, key }])).toEqual(
      new Map([[countedKey(finding(1).id, key), { count: 5, tallies: { bytes: 500 } }]]),
    );
    expect((await storedFindings(db, [finding(1).id])).get(finding(1).id)).toEqual({
      finding: finding(1),
      memory: Buffer.of(1),
    });
    expect(await recordsKeptWith(db, EVERYTHING, finding(1).id)).toEqual([{ ...KEPT, text: 'a record with \uFFFD' }]);
    expect(await deliveriesOf(db, finding(1).id)).toMatchObject([{ sink: 'test', state: 'pending', attempts: 0 }]);
    expect(await allCoverage(db, EVERYTHING)).toMatchObject([{ state: 'covered', since: NOW }]);
  });

  test('a value is not sent to who has its version', async () => {
    await commitTurn(database.db, fullTurn(), nothingMore);
    const [tally] = (await storedState(database.db, PARTITION, [{ ...KEY, held: 'turn-1' }])).tallies;
    expect(tally).toEqual({ ...KEY, version: 'turn-1', value: undefined });
  });

  test('a failure at the very end leaves nothing of the turn', async () => {
    const failing = commitTurn(database.db, fullTurn(), () => Promise.reject(new Error('no queue')));
    await expect(failing).rejects.toThrow('no queue');
    expect(await written()).toEqual(NOTHING);
  });

  test('a statement that fails in the middle leaves nothing of the turn', async () => {
    const impossible = fullTurn({ observations: [observed('nobody')] });
    await expect(commitTurn(database.db, impossible, nothingMore)).rejects.toThrow('Failed query');
    expect(await written()).toEqual(NOTHING);
  });

  test('objects that are settled already make the turn overtaken, and nothing is written', async () => {
    await commitTurn(database.db, turn({ reports: [report(logObject(1))] }), nothingMore);
    expect(await commitTurn(database.db, fullTurn(), nothingMore)).toBe(false);
    expect(await written()).toEqual({ ...NOTHING, pending: 0 });
  });

  test.each([
    ['a tally that another wrote since', { tallies: [{ ...KEY, windowEnd: 1, previous: 'old', value: Buffer.of(1) }] }],
    ['a tally that another made', { tallies: [{ ...KEY, windowEnd: 1, previous: undefined, value: Buffer.of(1) }] }],
    ['a finding that another made', { findings: created(finding(1)) }],
    [
      'a finding that changed since',
      { findings: [{ finding: finding(1), memory: undefined, previous: later(-1).toISOString() }] },
    ],
  ])('%s makes the turn overtaken, and nothing is written', async (_, stale: Partial<Turn>) => {
    await commitTurn(database.db, fullTurn(), nothingMore);
    await putLogObjects(database.db, [{ object: logObject(2), partition: PARTITION }], NOW);
    const before = await written();
    const second = turn({ id: 'turn-2', reports: [report(logObject(2))], ...stale });
    expect(await commitTurn(database.db, second, nothingMore)).toBe(false);
    expect(await written()).toEqual(before);
  });

  test('a turn that knows the versions replaces what they are of', async () => {
    await commitTurn(database.db, fullTurn(), nothingMore);
    const grown = finding(1, { severity: 8, updatedAt: later(500).toISOString() });
    const second = turn({
      id: 'turn-2',
      tallies: [{ ...KEY, windowEnd: 1, previous: 'turn-1', value: Buffer.of(2) }],
      findings: [{ finding: grown, memory: Buffer.of(2), previous: finding(1).updatedAt }],
      deliveries: [{ sink: 'test', terms: EVERY_VERSION, findingId: grown.id, partition: 'p' }],
    });
    expect(await commitTurn(database.db, second, nothingMore)).toBe(true);
    expect(await findingsById(database.db, EVERYTHING, [grown.id])).toEqual([grown]);
    expect(await storedState(database.db, PARTITION, [{ ...KEY, held: undefined }])).toMatchObject({
      tallies: [{ version: 'turn-2' }],
    });
    expect(await deliveriesOf(database.db, grown.id)).toMatchObject([{ version: later(500) }]);
  });

  test('an object that could not be had stays pending, with why and until when', async () => {
    const trouble = { kind: 'access-denied', message: 'Denied.', position: undefined, records: 0 } as const;
    const postponed = [{ object: logObject(1), trouble, nextAttemptAt: later(60_000) }];
    expect(await commitTurn(database.db, turn({ postponed }), nothingMore)).toBe(true);
    const rows = await database.db.execute(
      sql`select state, attempts, troubles->0->>'kind' as kind from log_objects`,
      'objects',
    );
    expect(rows).toEqual([{ state: 'pending', attempts: 1, kind: 'access-denied' }]);
  });

  test('coverage goes by what the turn itself made of its objects', async () => {
    const { coverage } = fullTurn();
    const states = async () => (await allCoverage(database.db, EVERYTHING)).map(({ reason }) => reason);
    const trouble = { kind: 'access-denied', message: 'Denied.', position: undefined, records: 0 } as const;
    const postponed = [{ object: logObject(1), trouble, nextAttemptAt: NOW }];
    await commitTurn(database.db, turn({ postponed, coverage }), nothingMore);
    expect(await states()).toEqual(['bucket-denied']);
    await commitTurn(database.db, turn({ reports: [report(logObject(1))], coverage }), nothingMore);
    expect(await states()).toEqual(['reading']);
  });

  test('fruitless attempts are counted while they end alike', async () => {
    const pending = async () => (await pendingObjects(database.db, PARTITION, NOW, 1)).objects[0];
    await postpone(database, 'unavailable');
    await postpone(database, 'unavailable');
    expect(await pending()).toMatchObject({ attempts: 2, refused: 'unavailable' });
    await postpone(database, 'access-denied');
    expect(await pending()).toMatchObject({ attempts: 1, refused: 'access-denied' });
  });

  test('the ledger keeps by which lists and settings an object was read, when, and what was in it', async () => {
    const { db } = database;
    const read = report(logObject(1), { records: 10, passed: 3, unreadable: 2, note: 'A digest.' });
    const versions = { intelVersion: 'lists-1', settingsVersion: 'settings-1' };
    expect(await commitTurn(db, turn({ ...versions, now: later(5000), reports: [read] }), nothingMore)).toBe(true);
    const rows = await db.execute(
      sql`select state, records, passed, unreadable, note, intel_version, settings_version, settled_at = ${later(5000).toISOString()}::timestamptz as settled,
        first_time = ${later(-60_000).toISOString()}::timestamptz as first, last_time = ${NOW.toISOString()}::timestamptz as last from log_objects`,
      'objects',
    );
    expect(rows).toEqual([
      {
        state: 'read',
        records: 10,
        passed: 3,
        unreadable: 2,
        note: 'A digest.',
        intel_version: 'lists-1',
        settings_version: 'settings-1',
        settled: true,
        first: true,
        last: true,
      },
    ]);
  });

  test('a finding that grows remembers the newest, and what it knew where nothing newer is said', async () => {
    const { db } = database;
    const memoryOf = async () => [...((await storedFindings(db, [finding(1).id])).get(finding(1).id)?.memory ?? [])];
    const grow = async (n: number, memory: Uint8Array | undefined, previous: string) => {
      const grown = finding(1, { updatedAt: later(n).toISOString() });
      expect(await commitTurn(db, turn({ findings: [{ finding: grown, memory, previous }] }), nothingMore)).toBe(true);
      return grown.updatedAt;
    };
    await commitTurn(db, turn({ findings: created(finding(1)) }), nothingMore);
    expect(await memoryOf()).toEqual([1]);
    const second = await grow(500, Buffer.of(2, 255), finding(1).updatedAt);
    expect(await memoryOf()).toEqual([2, 255]);
    await grow(900, undefined, second);
    expect(await memoryOf()).toEqual([2, 255]);
  });

  test('text that PostgreSQL refuses does not stop a commit', async () => {
    const hostile = finding(1, { description: `a\0b ${'\uD800'} \\u0000 c`, title: 'x\0' });
    expect(await commitTurn(database.db, fullTurn({ findings: created(hostile) }), nothingMore)).toBe(true);
    expect(await findingsById(database.db, EVERYTHING, [hostile.id])).toMatchObject([
      { description: 'a\uFFFDb \uFFFD \\u0000 c', title: 'x\uFFFD' },
    ]);
  });

  test.runIf(kind === 'server')('of two workers that commit one object at the same time one is overtaken', async () => {
    const [one, two] = await Promise.all([
      commitTurn(database.db, fullTurn({ id: 'a' }), nothingMore),
      commitTurn(database.db, fullTurn({ id: 'b' }), nothingMore),
    ]);
    expect([one, two].toSorted()).toEqual([false, true]);
    expect(await written()).toEqual({
      tallies: 1,
      findings: 1,
      kept: 1,
      observations: 1,
      deliveries: 1,
      coverage: 1,
      pending: 0,
    });
  });
});

async function postpone({ db }: Database, refused: 'unavailable' | 'access-denied'): Promise<void> {
  const trouble = { kind: refused, message: '', position: undefined, records: 0 };
  await commitTurn(db, turn({ postponed: [{ object: logObject(1), trouble, nextAttemptAt: NOW }] }), nothingMore);
}
