import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '#db/client.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { eventBatchKey } from '#services/model/event-batch.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { start } from '#services/start.ts';
import { withEventBatches } from '#services/workers/adapters/event-batch-objects.ts';
import { followEvents, type ReceiveBatches } from '#services/workers/follow-events.ts';
import { receive } from '#services/workers/receive.ts';
import { sweep } from '#services/workers/sweep.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../replay/digest.ts';
import { seeded, shuffled, testObjects, type TestObject } from '../../replay/objects.ts';
import { logObject } from '../db/turns.ts';
import { QueueFake } from '../../world/queue-fake.ts';
import { recordingQueue } from './recording-queue.ts';
import { testWorld, type TestWorld } from './world.ts';

const OBJECTS = testObjects(30).filter(({ object }) => object.source === 'cloudtrail');
const WAIT = { timeout: 30_000, interval: 5 };
/** The pause after a failure. */
const AGAIN_MS = 60;
const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 90 };

let database: Database;
let detection: Detection;
let expected: string;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  expected = digestOf(findingsInOneGo(detection, OBJECTS));
});
beforeEach(() => empty(database.db));
afterAll(() => database.close());

/** The events that EventBridge passes on for an object's records. */
function eventsOf({ object: { accountId }, bytes }: TestObject): readonly string[] {
  const { Records: records }: { readonly Records: readonly object[] } = JSON.parse(gunzipSync(bytes).toString());
  return records.flatMap((detail) => {
    const account = 'recipientAccountId' in detail ? detail.recipientAccountId : accountId;
    return account === accountId
      ? [JSON.stringify({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', account, detail })]
      : [];
  });
}

/** Runs a service until every message of the queue was read. */
async function hear(queue: QueueFake, world: TestWorld): Promise<void> {
  await using service = await start(world, CONFIG, detection);
  {
    await using following = follow(queue, world);
    expect(following).toBeDefined();
    await vi.waitFor(() => expect(queue.waiting).toBe(0), WAIT);
  }
  await service.settle();
}

function follow(queue: QueueFake, world: TestWorld): AsyncDisposable {
  // No job is woken: settling looks for what is due.
  const enter: ReceiveBatches = (objects, alongside) =>
    receive(world, recordingQueue(), detection.sources, objects, alongside);
  return followEvents(world, queue.aws, enter, [queue.url], AGAIN_MS);
}

async function readObjects(world: TestWorld, objects = OBJECTS): Promise<void> {
  await using service = await start(world, CONFIG, detection);
  await service.receive(objects.map(({ object }) => object));
  await service.settle();
}

describe('management events', () => {
  test.each([1, 2])('lead to what their log objects lead to, and these then change nothing (%i)', async (seed) => {
    const queue = new QueueFake();
    const world = testWorld(database, OBJECTS);
    for (const body of shuffled(OBJECTS.flatMap(eventsOf), seeded(seed))) queue.send(body);
    await hear(queue, world);
    const heard = await findingsPage(
      database.db,
      EVERYTHING,
      {},
      { by: 'severity', descending: true },
      { limit: 1000 },
    );
    expect(heard.length).toBeGreaterThan(3);
    expect(heard[0]?.finding.service.evidence.origins[0]?.object).toMatch(/^sqs:\/\/\d{12}\//);
    await readObjects(world);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('that come after their log objects, twice, or in another company change nothing', async () => {
    const world = testWorld(database, OBJECTS);
    await readObjects(world);
    const queue = new QueueFake();
    for (const body of [...OBJECTS.flatMap(eventsOf), ...OBJECTS.flatMap(eventsOf).toReversed()]) queue.send(body);
    await hear(queue, world);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('are no delivery: hours and places tell of what CloudTrail delivered alone', async () => {
    const queue = new QueueFake();
    for (const body of OBJECTS.flatMap(eventsOf)) queue.send(body);
    await hear(queue, testWorld(database, OBJECTS));
    const span = { from: new Date(0), to: new Date('2030-01-01T00:00:00Z') };
    expect(await hourCounts(database.db, EVERYTHING, span)).toEqual([]);
    expect(await allCoverage(database.db, EVERYTHING)).toEqual([]);
  });

  test('are kept until they are read and no longer; their rows a day more', async () => {
    const queue = new QueueFake();
    const world = testWorld(database, OBJECTS);
    for (const body of OBJECTS.flatMap(eventsOf)) queue.send(body);
    await hear(queue, world);
    const count = async (of: 'event_batches' | 'log_objects') =>
      (await database.db.execute(sql`select 1 from ${sql.identifier(of)}`, 'objects')).length;
    expect(await count('event_batches')).toBeGreaterThan(0);
    await sweep(world, memoryOf());
    expect([await count('event_batches'), (await count('log_objects')) > 0]).toEqual([0, true]);
    const gone = logObject(1, { bucket: '', key: eventBatchKey('sqs', '111122223333', 'ab') });
    expect(await withEventBatches(world).get(gone)).toMatchObject({ refused: 'missing' });
    world.advance(25 * 3_600_000);
    await sweep(world, memoryOf());
    expect(await count('log_objects')).toBe(0);
  });
});

describe('a message stays in its queue', () => {
  const ours = OBJECTS.flatMap(eventsOf)[0] ?? '';
  const changed = (changes: object) => JSON.stringify({ ...JSON.parse(ours), ...changes });

  test.each([
    ['is no JSON', 'hello'],
    ['is of a source that anybody may use', changed({ source: 'my.app' })],
    ['is of another kind', changed({ 'detail-type': 'EC2 Instance State-change Notification' })],
    ['says that it happened in another account than the one that sent it', changed({ account: '999999999999' })],
    ['has no id to be counted by', changed({ detail: { eventTime: '2026-03-02T07:00:00Z' } })],
  ])('that %s', async (_, body) => {
    const queue = new QueueFake();
    const world = testWorld(database, OBJECTS);
    queue.send(body);
    queue.send(ours);
    await using following = follow(queue, world);
    expect(following).toBeDefined();
    await vi.waitFor(() => expect(queue.waiting).toBe(1), WAIT);
    expect(world.told.filter(({ event }) => event === 'event-unreadable')).toHaveLength(1);
  });

  test('until what it holds is in the database', async () => {
    const queue = new QueueFake(50);
    const world = testWorld(database, OBJECTS);
    let away = true;
    const db = new Proxy(database.db, {
      get(target, name, receiver) {
        if (name !== 'execute' || !away) return Reflect.get(target, name, receiver);
        return async () => {
          away = false;
          expect(queue.waiting).toBe(1);
          throw new Error('The database is away.');
        };
      },
    });
    queue.send(ours);
    await using following = follow(queue, { ...world, database: { ...database, db } });
    expect(following).toBeDefined();
    await vi.waitFor(() => expect(queue.waiting).toBe(0), WAIT);
    expect(away).toBe(false);
    expect(await database.db.execute(sql`select 1 from event_batches`, 'objects')).toHaveLength(1);
  });
});

test('a service hears the queues that settings name', async () => {
  const queue = new QueueFake();
  const world = testWorld(database, OBJECTS);
  for (const body of OBJECTS.slice(0, 1).flatMap(eventsOf)) queue.send(body);
  await using service = await start({ ...world, aws: queue.aws }, { ...CONFIG, eventQueues: [queue.url] }, detection);
  expect(service).toBeDefined();
  await vi.waitFor(() => expect(queue.waiting).toBe(0), WAIT);
  await vi.waitFor(async () => expect((await objectCounts(database.db)).read).toBeGreaterThan(0), WAIT);
});
