import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { nameOf } from '#services/model/log-object.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { laneKey } from '#services/workers/kits/lane.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { takeTurn, type TurnParts } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { testObjects, type TestObject } from '../../../replay/objects.ts';
import { recordingQueue, type RecordingQueue } from '../recording-queue.ts';
import { testSink, testWorld, type TestWorld } from '../world.ts';

const PARTITION = 'cloudtrail/111122223333';
/** Of one account, in order of their keys. */
const OBJECTS = testObjects(60).filter(
  ({ object }) => object.source === 'cloudtrail' && object.accountId === '111122223333',
);
const MEGABYTE = 1024 * 1024;

let database: Database;
let detection: Detection;
let queue: RecordingQueue;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: { ...NO_INTEL, version: 'lists-1' } });
});
beforeEach(async () => {
  queue = recordingQueue();
  await empty(database.db);
});
afterAll(() => database.close());

/** What a turn needs, with objects that are entered in the ledger. */
async function partsOf(objects: readonly TestObject[]): Promise<TurnParts & { readonly world: TestWorld }> {
  const world = testWorld(database, objects, [testSink()]);
  const entered = objects.map(({ object }) => object);
  await receive(world, queue, detection.sources, entered);
  return {
    world,
    queue,
    detection,
    thinkers: thinkHere(detection),
    held: createHeldTallies(),
    objectsPerTurn: 100,
    keptRecords: 3,
  };
}

/** The object as if it had this size in the bucket. */
function sized({ object, bytes }: TestObject, sizeBytes: number): TestObject {
  return { object: { ...object, sizeBytes }, bytes };
}

test('what is received wakes who reads it, once a partition', async () => {
  const parts = await partsOf(OBJECTS.slice(0, 3));
  expect(queue.woken).toEqual([{ job: 'collect', keys: [PARTITION] }]);
  expect(parts.world.told).toEqual([{ event: 'objects-received', details: { objects: 3, new: 3 } }]);
  expect(await takeTurn(parts, PARTITION)).toEqual({ state: 'committed', isLast: true });
  expect(await takeTurn(parts, PARTITION)).toEqual({ state: 'idle' });
});

test('an object larger than a turn holds is read in a turn of its own, and blocks nothing', async () => {
  const [first, second, third] = OBJECTS;
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are objects.');
  const parts = await partsOf([
    sized(first, 100 * MEGABYTE),
    sized(second, 24 * MEGABYTE),
    sized(third, 24 * MEGABYTE),
  ]);
  await takeTurn(parts, PARTITION);
  expect(await objectCounts(database.db)).toMatchObject({ read: 1, pending: 2 });
  // Together they are exactly as large as a turn may be.
  await takeTurn(parts, PARTITION);
  expect(await objectCounts(database.db)).toMatchObject({ read: 3, pending: 0 });
});

test('objects that are too large together are read one turn after the other', async () => {
  const parts = await partsOf(OBJECTS.slice(0, 3).map((each) => sized(each, 24 * MEGABYTE + 1)));
  for (const read of [1, 2, 3]) {
    expect(await takeTurn(parts, PARTITION)).toEqual({ state: 'committed', isLast: read === 3 });
    expect(await objectCounts(database.db)).toMatchObject({ read, pending: 3 - read });
  }
});

test('a turn that finds something wakes who delivers it, in the same transaction', async () => {
  const parts = await partsOf(OBJECTS);
  await takeTurn(parts, PARTITION);
  const lanes = await database.db.execute<{ sink: string; partition: string }>(
    sql`select distinct sink, partition from deliveries`,
    'objects',
  );
  expect(lanes.length).toBeGreaterThan(0);
  expect(queue.woken.filter(({ job }) => job === 'deliver').flatMap(({ keys }) => keys)).toEqual(lanes.map(laneKey));
  // Every detector has at least the setting that switches it on.
  const unsaid = sql`select id from findings where not coalesce(judged_with->'settings' @> '[{"name":"enabled"}]', false)`;
  expect(await database.db.execute(unsaid, 'objects')).toEqual([]);
});

test('a turn whose wake fails leaves nothing: it would be found, and never sent', async () => {
  const parts = await partsOf(OBJECTS);
  const failing: TurnParts = {
    ...parts,
    queue: { ...queue, wake: () => Promise.reject(new Error('no queue')) },
  };
  await expect(takeTurn(failing, PARTITION)).rejects.toThrow('no queue');
  expect(await objectCounts(database.db)).toMatchObject({ read: 0 });
});

test('the ledger says by which lists and settings a turn asked', async () => {
  const parts = await partsOf(OBJECTS.slice(0, 1));
  await takeTurn(parts, PARTITION);
  const rows = await database.db.execute(sql`select intel_version, settings_version from log_objects`, 'objects');
  expect(rows).toEqual([{ intel_version: 'lists-1', settings_version: detection.engine.settingsVersion }]);
});

function counts() {
  return database.db.execute(sql`select id, body->'service'->>'count' as count from findings order by id`, 'objects');
}

test('a turn goes on from what it holds of a window, and from what is stored when it holds another version', async () => {
  const [first, second] = [OBJECTS.slice(0, 4), OBJECTS.slice(4)];
  const results: unknown[] = [];
  for (const forget of [false, true]) {
    await database.db.execute(sql`truncate log_objects, tallies, observations, findings, deliveries cascade`);
    const parts = await partsOf(first);
    await takeTurn(parts, PARTITION);
    const later = await partsOf(second);
    await takeTurn(forget ? later : { ...later, held: parts.held }, PARTITION);
    results.push(await counts());
  }
  await database.db.execute(sql`truncate log_objects, tallies, observations, findings, deliveries cascade`);
  await takeTurn(await partsOf(OBJECTS), PARTITION);
  const whole = await counts();
  expect(results).toEqual([whole, whole]);
});

test('a turn tells what it read, and names what failed', async () => {
  const [first, second] = OBJECTS;
  if (first === undefined || second === undefined) throw new Error('There are objects.');
  const parts = await partsOf([first, { ...second, bytes: Buffer.from('no log') }]);
  await takeTurn(parts, PARTITION);
  const told = parts.world.told.find(({ event }) => event === 'turn-committed');
  expect(told?.details).toMatchObject({
    partition: PARTITION,
    objects: 2,
    postponed: 0,
    failed: [nameOf(second.object)],
    trustedSkipped: 0,
    saturation: [],
  });
  const rows = await database.db.execute(
    sql`select sum(records)::int as records, sum(unreadable)::int as unreadable from log_objects`,
    'objects',
  );
  expect(told?.details).toMatchObject({ ...rows[0] });
});

test('of an object that is gone for now nothing is read, and it is told of', async () => {
  const [first] = OBJECTS;
  if (first === undefined) throw new Error('There are objects.');
  const parts = await partsOf([first]);
  parts.world.store.delete(first.object.key);
  await takeTurn(parts, PARTITION);
  const told = parts.world.told.find(({ event }) => event === 'turn-committed');
  expect(told?.details).toMatchObject({ objects: 0, postponed: 1, failed: [], records: 0, findings: 0 });
});
