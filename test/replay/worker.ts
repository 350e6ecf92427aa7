import { openDatabase } from '#db/client.ts';
import { openDetection } from '#services/detection.ts';
import { createLog } from '#services/log.ts';
import { start } from '#services/start.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { createWorld, type World } from '#services/world.ts';
import { NO_INTEL, TEST_DETECTORS } from './detectors.ts';
import { seeded } from './objects.ts';

/**
 * A worker process of the replay test: `node worker.ts DATABASE_URL FOLDER [SEED]`. With a seed it kills itself at a
 * point that the seed determines.
 */
const [url = '', folder = '', seed] = process.argv.slice(2);

const database = await openDatabase(url, { connectionsMax: 4 });
const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
const world = createWorld({ database, objects: folderObjects(folder), sinks: [], log: createLog('silent') });
await start(
  seed === undefined ? world : doomed(world, Number(seed)),
  { turnsAtOnce: 2, objectsPerTurn: 12, retentionDays: 36_500 },
  detection,
);
// Ends with the test.
process.once('disconnect', () => process.exit());

/** Makes the process die, as by kill -9, while an object is read, or before, in or after a commit. */
function doomed(healthy: World, number: number): World {
  const random = seeded(number);
  const point = Math.floor(random() * 4);
  const turnsLeft = { count: 1 + Math.floor(random() * 2) };
  const readsLeft = { count: 1 + Math.floor(random() * 15) };
  const delayMs = random() * 12;
  return {
    ...healthy,
    objects: {
      get: (object) => {
        if (point === 0 && --readsLeft.count === 0) die();
        return healthy.objects.get(object);
      },
    },
    newId: () => {
      // A turn takes its id after thinking, right before it writes.
      if (point === 1 && --turnsLeft.count === 0) die();
      if (point === 2 && --turnsLeft.count === 0) setTimeout(die, delayMs);
      return healthy.newId();
    },
    log: {
      ...healthy.log,
      info: (event) => {
        if (point === 3 && event === 'turn-committed' && --turnsLeft.count === 0) die();
      },
    },
  };
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
