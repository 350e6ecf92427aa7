import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { objectCounts, troubledObjects } from '#db/queries/log-objects.ts';
import { serveApi } from '#graphql/server.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { start } from '#services/start.ts';
import { OverBudget } from '#services/workers/thinking/thinker.ts';
import { BUDGET_SETTING, openThreads } from '#services/workers/thinking/thinking-threads.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../../replay/digest.ts';
import { testObjects } from '../../../replay/objects.ts';
import { apiOptions } from '../../graphql/open-api.ts';
import type { OddParts } from './odd-detection.ts';
import { testWorld } from '../world.ts';

/** Objects of one partition, so that one turn takes all of them. */
const OBJECTS = testObjects(200).filter(
  ({ object }) => object.accountId === '111122223333' && object.bucket === 'trail',
);
const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 12, retentionDays: 90 };
const MODULE = new URL('odd-detection.ts', import.meta.url).href;
const ODD = OBJECTS[4]?.object.key ?? '';
const OTHERS = OBJECTS.filter(({ object }) => object.key !== ODD);

let database: Database;
let detection: Detection;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});
beforeEach(() => empty(database.db));
afterAll(() => database.close());

function oddParts(odd: Omit<OddParts, 'begun'>): OddParts {
  return { ...odd, begun: new Int32Array(new SharedArrayBuffer(8)) };
}

/** Runs the workers over objects until nothing is due, with threads that think. */
async function run(parts: OddParts, objects = OBJECTS, budgetSeconds = 0.5): Promise<void> {
  await using threads = openThreads({ module: MODULE, parts }, budgetSeconds);
  await using service = await start(testWorld(database, OBJECTS), CONFIG, detection, threads);
  await service.receive(objects.map(({ object }) => object));
  await service.settle();
}

test('threads come to what is thought in one place, and in one go', async () => {
  await run(oddParts({}));
  expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: OBJECTS.length });
  expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, OBJECTS)));
});

test('an object over its budget is set aside for good, the others are read, and the API answers meanwhile', async () => {
  const parts = oddParts({ endless: ODD });
  const server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
  const waits: number[] = [];
  const running = { is: true };
  const asking = (async () => {
    while (running.is) {
      await pause(10);
      if (Atomics.load(parts.begun, 0) === 0 || (await objectCounts(database.db)).failed > 0) continue;
      const asked = performance.now();
      expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
      waits.push(performance.now() - asked);
    }
  })();
  await run(parts);
  running.is = false;
  await asking;
  await server.close();

  // The median: on a busy machine, some of them wait for a processor.
  expect(waits.length).toBeGreaterThan(10);
  expect(waits.toSorted((a, b) => a - b)[waits.length >> 1]).toBeLessThan(100);
  expect(await objectCounts(database.db)).toEqual({ pending: 0, read: OTHERS.length, passed: 0, failed: 1 });
  expect(await troubledObjects(database.db, 10)).toMatchObject([
    {
      key: ODD,
      state: 'failed',
      troubles: [{ kind: 'over-budget', message: expect.stringContaining(BUDGET_SETTING) }],
    },
  ]);
  expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, OTHERS)));

  await run(parts);
  expect(Atomics.load(parts.begun, 0)).toBe(1);
});

test('a thread that is busy for ever is asked nothing more', async () => {
  await using threads = openThreads({ module: MODULE, parts: oddParts({ endless: ODD }) }, 0.2);
  const [odd, other] = [OBJECTS.find(({ object }) => object.key === ODD), OTHERS[0]];
  if (odd === undefined || other === undefined) throw new Error('There are objects.');
  await threads.lend(async (thinker) => {
    await thinker.touched();
    await expect(thinker.quote(odd.object, odd.bytes, [0])).rejects.toThrow(OverBudget);
    await expect(thinker.quote(other.object, other.bytes, [0])).rejects.toThrow(OverBudget);
  });
});

test('an object that whoever reads it dies of is given up when two died of it alone', async () => {
  const parts = oddParts({ deadly: ODD });
  await run(parts);
  expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: OTHERS.length, failed: 1 });
  expect((await troubledObjects(database.db, 1))[0]?.troubles[0]?.message).toContain('ended with 7');
  expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, OTHERS)));
  // Once among others, and twice alone.
  expect(Atomics.load(parts.begun, 1)).toBe(3);
});

test('an object that takes long while others have the processor is within its budget', async () => {
  await run(oddParts({ drowsy: ODD }), OBJECTS.slice(0, 8), 0.3);
  expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: 8, failed: 0 });
});

test('an object of which nothing can be concluded in time is found among the others, and set aside', async () => {
  await run(oddParts({ pensive: ODD }), OBJECTS.slice(0, 8), 0.3);
  expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: 7, failed: 1 });
  expect(await troubledObjects(database.db, 10)).toMatchObject([{ key: ODD, troubles: [{ kind: 'over-budget' }] }]);
});
