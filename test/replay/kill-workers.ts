import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '#db/client.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection } from '#services/detection.ts';
import { createLog } from '#services/log.ts';
import { openQueue } from '#services/workers/adapters/queue.ts';
import { receive } from '#services/workers/receive.ts';
import { wakeDue } from '#services/workers/sweep.ts';
import { createWorld } from '#services/world.ts';
import { countOf, toolArgs } from '../../scripts/tool.ts';
import { startPostgres } from '../postgres.ts';
import { NO_INTEL, TEST_DETECTORS } from './detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from './digest.ts';
import { seeded, shuffled, testObjects } from './objects.ts';

/**
 * Objects arrive in random order, some of them twice, while one worker process after the other is killed and another is
 * started. Only the service itself gives back the jobs of dead workers.
 */
const USAGE = `Usage: npm run kill-workers -- [--objects N] [--workers N] [--every SECONDS] [--seconds N] [--seed N]
Prints the result, and exits with 1 when the findings differ from those of the same objects read at once.
  --every SECONDS  how often a worker is killed (2)
  --seconds N      for how long objects arrive (180)
`;
const { values } = toolArgs(USAGE, {
  objects: { type: 'string', default: '5000' },
  workers: { type: 'string', default: '4' },
  every: { type: 'string', default: '2' },
  seconds: { type: 'string', default: '180' },
  seed: { type: 'string', default: '1' },
});
const count = countOf(USAGE, 'objects', values.objects);
const workers = countOf(USAGE, 'workers', values.workers);
const every = countOf(USAGE, 'every', values.every);
const seconds = countOf(USAGE, 'seconds', values.seconds);
const seed = countOf(USAGE, 'seed', values.seed);

const startedAt = performance.now();
const passedS = () => (performance.now() - startedAt) / 1000;
const objects = testObjects(count, seed);
const folder = await mkdtemp(join(tmpdir(), 'vedette-kill-'));
for (const { object, bytes } of objects) {
  const path = join(folder, object.bucket, object.key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
const server = await startPostgres();
if (server === undefined) throw new Error('There is no PostgreSQL for this platform.');
const database = await openDatabase(server.url);
const log = createLog('silent');
const queue = await openQueue(database, log);
const unread = { get: () => Promise.reject(new Error('This process reads nothing.')) };
const world = createWorld({ database, log, sinks: [], objects: unread });

const crew: ChildProcess[] = [];
let killed = 0;
const hire = () => crew.push(fork(join(import.meta.dirname, 'worker.ts'), [server.url, folder], { execArgv: [] }));
const kill = async (child: ChildProcess | undefined) => {
  if (child === undefined) return;
  const gone = new Promise((exited) => child.once('exit', exited));
  child.kill('SIGKILL');
  await gone;
};
for (let n = 0; n < workers; n++) hire();

const order = shuffled(objects, seeded(seed)).map(({ object }) => object);
let received = 0;
let nextKillS = passedS() + every;
const beganS = passedS();
for (;;) {
  const due = Math.min(order.length, Math.ceil(((passedS() - beganS) / seconds) * order.length));
  // Some objects arrive twice.
  if (due > received) await receive(world, queue, detection.sources, order.slice(Math.max(0, received - 10), due));
  received = due;
  await wakeDue(world, queue);
  if (passedS() >= nextKillS && received < order.length) {
    await kill(crew.shift());
    killed++;
    hire();
    nextKillS += every;
  }
  if (received === order.length && (await objectCounts(database.db)).pending === 0) break;
  await pause(100);
}
const tookS = passedS() - beganS;
const stored = await storedDigest(database.db);
const counts = await objectCounts(database.db);
for (const child of crew) await kill(child);
await queue.stop();
await database.close();
await server.stop();
await rm(folder, { recursive: true });
const expected = digestOf(findingsInOneGo(detection, objects));
const same = stored.digest === expected && counts.read === objects.length;
process.stdout.write(
  `${JSON.stringify({ objects: count, workers, killed, seconds: Math.round(tookS), ...stored, expected, counts, same }, undefined, 2)}\n`,
);
process.exit(same ? 0 : 1);
