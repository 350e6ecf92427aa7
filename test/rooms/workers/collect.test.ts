import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { seconds } from '#services/model/time.ts';
import { collect } from '#services/workers/collect.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { takeTurn, type TurnParts } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';
import { testObjects } from '../../replay/objects.ts';
import { recordingQueue, type RecordingQueue } from './recording-queue.ts';
import { testWorld, type TestWorld } from './world.ts';

const PARTITION = 'cloudtrail/111122223333';
/** Of one account. */
const OBJECTS = testObjects(400).filter(
  ({ object }) => object.source === 'cloudtrail' && object.accountId === '111122223333',
);

let database: Database;
let detection: Detection;
let queue: RecordingQueue;
let world: TestWorld;
let parts: TurnParts;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});
beforeEach(async () => {
  await empty(database.db);
  queue = recordingQueue();
  world = testWorld(database, OBJECTS);
  parts = {
    world,
    queue,
    detection,
    thinkers: thinkHere(detection),
    held: createHeldTallies(),
    objectsPerTurn: 1,
    keptRecords: 3,
  };
});
afterAll(() => database.close());

async function enter(count: number): Promise<void> {
  const entered = OBJECTS.slice(0, count).map(({ object }) => object);
  await receive(world, recordingQueue(), detection.sources, entered);
}

/** Parts with which this many turns find that somebody else has read their object. */
function overtaken(times: number): TurnParts {
  const rival: TurnParts = { ...parts, held: createHeldTallies() };
  let left = times;
  const thinkers: TurnParts['thinkers'] = {
    ...parts.thinkers,
    async lend(use) {
      if (left-- > 0) await takeTurn(rival, PARTITION);
      return parts.thinkers.lend(use);
    },
  };
  return { ...parts, thinkers };
}

const told = () => world.told.filter(({ event }) => event === 'turn-overtaken');

test('who is overtaken now and then starts over, and reads what is left', async () => {
  await enter(6);
  await collect(overtaken(2), PARTITION);
  expect(told()).toEqual(
    Array.from({ length: 2 }, () => ({ event: 'turn-overtaken', details: { partition: PARTITION } })),
  );
  expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: 6 });
  expect(queue.woken).toEqual([]);
});

test('who is overtaken again and again leaves the partition to the others', async () => {
  await enter(6);
  await expect(collect(overtaken(3), PARTITION)).rejects.toMatchObject({
    kind: 'turn-overtaken',
    message: expect.stringContaining(PARTITION),
  });
  expect(await objectCounts(database.db)).toMatchObject({ pending: 3, read: 3 });
});

test('after many turns of one partition others have theirs, and what is left is taken up again', async () => {
  await enter(51);
  await collect(parts, PARTITION);
  expect(await objectCounts(database.db)).toMatchObject({ pending: 1, read: 50 });
  expect(queue.woken).toEqual([{ job: 'collect', keys: [PARTITION] }]);
});

test('after ten seconds too', async () => {
  await enter(4);
  const objects: TestWorld['objects'] = {
    get(object) {
      world.advance(seconds(4));
      return world.objects.get(object);
    },
  };
  await collect({ ...parts, world: { ...world, objects } }, PARTITION);
  expect(await objectCounts(database.db)).toMatchObject({ pending: 1, read: 3 });
  expect(queue.woken).toEqual([{ job: 'collect', keys: [PARTITION] }]);
});
