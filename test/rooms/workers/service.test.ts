import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { objectCounts, troubledObjects } from '#db/queries/log-objects.ts';
import { findingCounts, readingCounts } from '#db/queries/statistics.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import type { Saturation } from '#services/engine/saturation.ts';
import { defineDetector } from '#services/model/detector.ts';
import { days, minutes, seconds } from '#services/model/time.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { renderersOf } from '#services/formats.ts';
import { openSinks } from '#services/sinks.ts';
import { defineSink } from '#services/sinks/kits/define-sink.ts';
import { start } from '#services/start.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { onBothDatabases, openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS, TEST_WORDS } from '../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../replay/digest.ts';
import { testObjects } from '../../replay/objects.ts';
import { testSink, testWorld, type TestSink, type TestWorld } from './world.ts';
import { memberAccount } from '../../member-account.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const OBJECTS = testObjects(60);
const PARTITION = z.object({ partition: z.string() });
const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 90 };

let database: Database;
let detection: Detection;
let expected: string;

/** Opens the database of a suite, and empties it before each test. */
function useDatabase(open: () => Promise<Database>): void {
  beforeAll(async () => {
    database = await open();
    detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    expected = digestOf(findingsInOneGo(detection, OBJECTS));
  });
  beforeEach(async () => {
    await empty(database.db);
  });
  afterAll(() => database.close());
}

/** Runs the workers over objects until nothing is due. */
async function run(world: TestWorld, objects = OBJECTS, thinking = detection): Promise<void> {
  await using service = await start(world, CONFIG, thinking);
  await service.receive(objects.map(({ object }) => object));
  await service.settle();
}

onBothDatabases((open) => {
  useDatabase(open);

  test('turns over several partitions come to the findings of reading all in one go', async () => {
    await run(testWorld(database, OBJECTS));
    expect((await storedDigest(database.db)).digest).toBe(expected);
    expect(await objectCounts(database.db)).toEqual({ pending: 0, read: 60, passed: 0, failed: 0 });
  });

  test('objects that come again, and workers that start again, change nothing', async () => {
    const world = testWorld(database, OBJECTS);
    await run(world);
    await run(world);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('findings that come in parts are delivered in their last version, batch by batch', async () => {
    const sink = testSink();
    const world = testWorld(database, OBJECTS, [sink]);
    await run(world, OBJECTS.slice(0, 30));
    await run(world, OBJECTS.slice(30));
    const { findings } = await storedDigest(database.db);
    expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([
      { sink: 'test', state: 'delivered', deliveries: findings },
    ]);
    const last = new Map(sink.batches.flatMap((batch) => batch.findings.map((finding) => [finding.id, finding])));
    expect(digestOf([...last.values()])).toBe(expected);
    expect(sink.batches.every(({ findings: batch }) => batch.length <= sink.batchMax)).toBe(true);
    expect(partitionsAreKept(sink)).toBe(true);
  });

  test('a denied object is told of, holds up no other, and is read once it may be', async () => {
    const [denied] = OBJECTS;
    if (denied === undefined) throw new Error('There are objects.');
    const world = testWorld(database, OBJECTS);
    world.store.set(denied.object.key, { refused: 'access-denied', message: 'The bucket policy denies it.' });
    await run(world);
    expect(await objectCounts(database.db)).toMatchObject({ pending: 1, read: 59 });
    expect((await allCoverage(database.db, EVERYTHING))[0]).toMatchObject({
      state: 'gap',
      reason: 'bucket-denied',
      accountId: denied.object.accountId,
    });

    world.store.set(denied.object.key, denied.bytes);
    world.advance(minutes(1));
    await run(world, []);
    expect((await storedDigest(database.db)).digest).toBe(expected);
    expect((await allCoverage(database.db, EVERYTHING)).filter(({ state }) => state === 'gap')).toEqual([]);
  });

  test('what detection leaves out is told object by object, by number and in words', async () => {
    const trusted = { category: 'trusted', list: 'ours', entry: '203.0.113.1', sha256: '00' } as const;
    const narrow = await openDetection({
      detectors: TEST_DETECTORS,
      intel: {
        ...NO_INTEL,
        has: (category) => category === 'trusted',
        address: (ip) => (ip === trusted.entry ? trusted : undefined),
      },
      bounds: { groupsMax: 1, idsMax: 1 },
    });
    const world = testWorld(database, OBJECTS);
    await run(world, OBJECTS, narrow);
    const logged = world.told.flatMap(({ event, details }) =>
      event === 'turn-committed' ? [details as { trustedSkipped: number; saturation: readonly Saturation[] }] : [],
    );
    const expectedSums = {
      trustedSkipped: sum(logged, ({ trustedSkipped }) => trustedSkipped),
      groupOverflow: sum(logged, ({ saturation }) => sum(saturation, ({ groupOverflow }) => groupOverflow)),
      deduplicationOverflow: sum(logged, ({ saturation }) =>
        sum(saturation, ({ deduplicationOverflow }) => deduplicationOverflow),
      ),
    };
    const counts = await readingCounts(database.db, EVERYTHING);
    expect({
      trustedSkipped: sum(counts, ({ trustedSkipped }) => trustedSkipped),
      groupOverflow: sum(counts, ({ groupOverflow }) => groupOverflow),
      deduplicationOverflow: sum(counts, ({ deduplicationOverflow }) => deduplicationOverflow),
    }).toEqual(expectedSums);
    expect(Math.min(...Object.values(expectedSums))).toBeGreaterThan(0);

    const troubles = (await troubledObjects(database.db, 100)).flatMap((row) => row.troubles);
    const words = troubles.map(({ message }) => message).join('\n');
    expect(words).toMatch(/^Recon:EC2\/TestPortscan follows 1 subjects? in one window: \d+ records? about others/m);
    expect(words).toMatch(/^Discovery:IAMUser\/TestDenied recognizes duplicates among 1 record of one subject/m);
    expect(troubles.every(({ kind, records }) => kind === 'over-bound' && records === 0)).toBe(true);
  });

  test('what a version before kept of a window and this one cannot read costs the window, not the service', async () => {
    const world = testWorld(database, OBJECTS);
    await run(world, OBJECTS.slice(0, 30));
    await database.db.execute(sql`update tallies set value = '\\x00', version = 'older'`);
    await run(world, OBJECTS.slice(30));
    expect(world.told.map(({ event }) => event)).toContain('tally-discarded');
    expect(await objectCounts(database.db)).toMatchObject({ read: 60 });
  });
});

// The results of workers do not depend on the kind of database.
describe('on a database', () => {
  useDatabase(openEmpty);

  test('a flood of one account starves nobody: its partition gives way after a while, and goes on later', async () => {
    const trail = OBJECTS.filter(({ object }) => object.source === 'cloudtrail');
    const flood = trail.filter(({ object }) => object.accountId === '111122223333').slice(0, 6);
    const other = trail.find(({ object }) => object.accountId === '444455556666');
    if (other === undefined) throw new Error('There are objects of four accounts.');
    const world = testWorld(database, OBJECTS);
    const objects: TestWorld['objects'] = {
      get(object) {
        world.advance(seconds(4));
        return world.objects.get(object);
      },
    };
    await using service = await start(
      { ...world, objects },
      { ...CONFIG, turnsAtOnce: 1, objectsPerTurn: 1 },
      detection,
    );
    await service.receive(flood.map(({ object }) => object));
    await service.receive([other.object]);
    await service.settle();
    const turns = world.told.flatMap(({ event, details }) =>
      event === 'turn-committed' ? [PARTITION.parse(details)] : [],
    );
    expect(turns).toHaveLength(flood.length + 1);
    expect(turns.findIndex(({ partition }) => partition === 'cloudtrail/444455556666')).toBeLessThan(4);
  });

  test('lists that change while it runs are those of the turns that begin then', async () => {
    const changed = await openDetection({ detectors: TEST_DETECTORS, intel: { ...NO_INTEL, version: 'changed' } });
    {
      await using service = await start(testWorld(database, OBJECTS), CONFIG, detection);
      await service.receive(OBJECTS.slice(0, 30).map(({ object }) => object));
      await service.settle();
      await service.think({ detection: changed, thinkers: thinkHere(changed) });
      await service.receive(OBJECTS.map(({ object }) => object));
      await service.settle();
    }
    const read = sql`select intel_version as lists, count(*)::int as objects from log_objects group by 1 order by 1`;
    expect(await database.db.execute(read, 'objects')).toEqual([
      { lists: 'changed', objects: 30 },
      { lists: 'none', objects: 30 },
    ]);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('what a sink that is gone is owed holds up nothing, and is sent once it is back', async () => {
    const away = testSink(() => ({ outcome: 'retry', error: 'Not now.' }));
    await run(testWorld(database, OBJECTS, [away]));
    const { findings } = await storedDigest(database.db);
    const owed = [{ sink: 'test', state: 'pending', deliveries: findings }];
    // Without the sink, and with another one: nobody waits for deliveries that this process cannot send.
    for (const sinks of [[], [{ ...testSink(), name: 'another' }]]) {
      const world = testWorld(database, OBJECTS, sinks);
      world.advance(days(1));
      await run(world, []);
      expect(await deliveryCounts(database.db, EVERYTHING)).toEqual(owed);
    }
    const world = testWorld(database, OBJECTS, [testSink()]);
    world.advance(days(1));
    await run(world, []);
    expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([
      { sink: 'test', state: 'delivered', deliveries: findings },
    ]);
  });

  test('a sink that is switched off is ordered nothing, what waits for it rests, and is sent when it is on', async () => {
    const sent: string[] = [];
    let away = true;
    const definition = defineSink({
      name: 'pager',
      format: () => 'finding',
      batchMax: 100,
      ratePerSecond: 1000,
      settings: z.strictObject({}),
      partition: () => 'all',
      open: () => async (batch) =>
        batch.map(({ findingId }) => {
          if (!away) sent.push(findingId);
          return { findingId, outcome: away ? 'retry' : 'delivered', error: away ? 'Not now.' : undefined };
        }),
    });
    const pager = (enabled: boolean) =>
      openSinks([definition], { pager: { enabled } }, { aws: undefined }, renderersOf(TEST_DETECTORS));

    await run(testWorld(database, OBJECTS, await pager(true)), OBJECTS.slice(0, 30));
    const waiting = await deliveryCounts(database.db, EVERYTHING);
    const { findings: before } = await storedDigest(database.db);
    expect(waiting).toEqual([{ sink: 'pager', state: 'pending', deliveries: before }]);

    away = false;
    const off = testWorld(database, OBJECTS, await pager(false));
    off.advance(days(1));
    await run(off, OBJECTS.slice(30));
    expect((await storedDigest(database.db)).findings).toBeGreaterThan(before);
    expect(await deliveryCounts(database.db, EVERYTHING)).toEqual(waiting);
    expect(sent).toEqual([]);

    const on = testWorld(database, OBJECTS, await pager(true));
    on.advance(days(1));
    await run(on, []);
    expect(new Set(sent).size).toBe(before);
  });

  test('an object that stays missing fails after three attempts, with what to know about it', async () => {
    const [missing] = OBJECTS;
    const world = testWorld(database, OBJECTS);
    world.store.delete(missing?.object.key ?? '');
    for (let attempt = 0; attempt < 3; attempt++) {
      await run(world);
      world.advance(days(1));
    }
    expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: 59, failed: 1 });
    expect(await troubledObjects(database.db, 10)).toMatchObject([
      { key: missing?.object.key, troubles: [{ kind: 'missing', message: 'Unknown.' }] },
    ]);
  });

  test('a store that is away postpones what it was asked for', async () => {
    const world = testWorld(database, OBJECTS);
    for (const { object } of OBJECTS) world.store.set(object.key, new Error('No connection.'));
    await run(world);
    expect(await objectCounts(database.db)).toMatchObject({ pending: 60 });
    for (const { object, bytes } of OBJECTS) world.store.set(object.key, bytes);
    world.advance(minutes(1));
    await run(world, []);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('an object that breaks the program is set aside, and all others are read', async () => {
    const { decoder } = detection;
    const broken: Detection = {
      ...detection,
      decoder: {
        decode(object, bytes, home, take) {
          if (object.key === OBJECTS[5]?.object.key) throw new Error('A planted fault.');
          return decoder.decode(object, bytes, home, take);
        },
      },
    };
    await run(testWorld(database, OBJECTS), OBJECTS, broken);
    expect(await objectCounts(database.db)).toEqual({ pending: 0, read: 59, passed: 0, failed: 1 });
    const [row] = await troubledObjects(database.db, 1);
    expect(row?.troubles[0]?.message).toContain('A planted fault.');
    const others = OBJECTS.filter((_, n) => n !== 5);
    expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, others)));
  });

  test('a fault that is no object’s fails the job and leaves everything pending', async () => {
    const broken: Detection = {
      ...detection,
      engineOf(organization) {
        const engine = detection.engineOf(organization);
        const newWork = () => {
          const work = engine.newWork();
          work.observe = () => {
            throw new Error('A planted fault.');
          };
          return work;
        };
        return { ...engine, newWork };
      },
    };
    const world = testWorld(database, OBJECTS);
    await expect(run(world, OBJECTS, broken)).rejects.toThrow('The turn could not be completed: A planted fault.');
    expect(await objectCounts(database.db)).toMatchObject({ pending: 60 });
    await run(world);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('who is a member is asked anew in each turn, of the latest list', async () => {
    const ofMembers = defineDetector({
      ...TEST_WORDS,
      type: 'Stealth:IAMUser/TestMember',
      title: 'A member called',
      from: cloudtrail(),
      // Evaluated once per value, by an engine that remembers the answers.
      where: { 'userIdentity.accountId': (id, { organization }) => id !== undefined && organization.member(id) },
      about: ({ accountId }) => ({ resource: { id: accountId, resourceType: 'AccessKey' }, role: 'ACTOR' }),
      explain: () => 'A member called.',
    });
    const thinking = await openDetection({ detectors: [ofMembers], intel: NO_INTEL });
    const world = testWorld(database, OBJECTS);
    const found = async () =>
      (await findingCounts(database.db, EVERYTHING, {}, 'accountId')).map(({ key }) => key).toSorted();
    await run(world, OBJECTS.slice(0, 20), thinking);
    expect(await found()).toEqual([]);
    await putAccounts(database.db, [memberAccount('111122223333'), memberAccount('444455556666')], new Date(1));
    await putAccounts(database.db, [memberAccount('444455556666')], new Date(2));
    await run(world, OBJECTS.slice(20, 40), thinking);
    expect(await found()).toEqual(['444455556666']);
    await putAccounts(database.db, [memberAccount('444455556666'), memberAccount('777788889999')], new Date(3));
    await run(world, OBJECTS.slice(40), thinking);
    expect(await found()).toEqual(['444455556666', '777788889999']);
  });
});

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function partitionsAreKept(sink: TestSink): boolean {
  return sink.batches.every(({ partition, findings }) => findings.every((each) => sink.partition(each) === partition));
}
