import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { createLog } from '#services/log.ts';
import { openQueue, type Queue } from '#services/workers/adapters/queue.ts';
import { receive } from '#services/workers/receive.ts';
import { wakeDue } from '#services/workers/sweep.ts';
import { createWorld, type World } from '#services/world.ts';
import { createDatabase } from '../databases.ts';
import { NO_INTEL, TEST_DETECTORS } from './detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from './digest.ts';
import { seeded, shuffled, testObjects } from './objects.ts';

/** The same 500 objects in random orders, split over worker processes of which some are killed: the same findings. */
const ORDERS = Number(process.env['ORDERS'] ?? 3);
const WORKERS = [1, 2, 4];
const KILLS = 2;

const objects = testObjects(500);
let folder: string;
let detection: Detection;
let expected: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-replay-'));
  for (const { object, bytes } of objects) {
    const path = join(folder, object.bucket, object.key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  expected = digestOf(findingsInOneGo(detection, objects));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(inject('postgresUrl') === undefined)('five hundred objects give the same findings', () => {
  test.each(Array.from({ length: ORDERS }, (_, order) => ({ order, workers: WORKERS[order % WORKERS.length] ?? 1 })))(
    'order $order over $workers worker processes, some of them killed',
    async ({ order, workers }) => {
      const random = seeded(1000 + order);
      const url = await createDatabase();
      const database = await openDatabase(url);
      const log = createLog('silent');
      const queue = await openQueue(database, log);
      const world = createWorld({
        database,
        log,
        sinks: [],
        objects: { get: () => Promise.reject(new Error('unused')) },
      });
      const crew = new Crew(
        url,
        workers,
        Array.from({ length: KILLS }, () => Math.floor(random() * 1e9)),
      );

      // Objects arrive while workers are at work, and some arrive twice.
      const order500 = shuffled(objects, random).map(({ object }) => object);
      for (let from = 0; from < order500.length; from += CHUNK) {
        await receive(world, queue, detection.sources, order500.slice(Math.max(0, from - 10), from + CHUNK));
        await untilRead(world, queue, crew);
      }

      const { findings, digest } = await storedDigest(database.db);
      const counts = await objectCounts(database.db);
      await crew.end();
      await queue.stop();
      await database.close();
      process.stderr.write(
        `order ${order}: ${workers} workers, ${crew.killed} killed, ${findings} findings, ${digest}\n`,
      );
      expect(counts).toEqual({ pending: 0, read: 500, passed: 0, failed: 0 });
      expect(crew.killed).toBeGreaterThan(0);
      expect(findings).toBeGreaterThan(20);
      expect(digest).toBe(expected);
    },
    120_000,
  );
});

const CHUNK = 100;

/** Waits until the ledger has nothing due. The jobs of the dead are given back, as the queue does after a minute. */
async function untilRead(world: World, queue: Queue, crew: Crew): Promise<void> {
  const { db } = world.database;
  let buried = crew.killed;
  while ((await objectCounts(db)).pending > 0) {
    await pause(25);
    if (buried === crew.killed) continue;
    buried = crew.killed;
    // Jobs of living workers too, so that some partitions have two workers at once.
    await db.execute(sql`delete from pgboss.job where state = 'active'`);
    await wakeDue(world, queue);
  }
}

/** A number of worker processes; for each that dies another one is hired. The first few are doomed. */
class Crew {
  killed = 0;
  readonly #url: string;
  readonly #fates: number[];
  readonly #processes = new Set<ChildProcess>();
  #ending = false;

  constructor(url: string, workers: number, fates: readonly number[]) {
    this.#url = url;
    this.#fates = [...fates];
    for (let i = 0; i < workers; i++) this.#hire();
  }

  async end(): Promise<void> {
    this.#ending = true;
    const gone = [...this.#processes].map((child) => new Promise((exited) => child.once('exit', exited)));
    for (const child of this.#processes) child.kill('SIGKILL');
    await Promise.all(gone);
  }

  #hire(): void {
    const fate = this.#fates.shift();
    const args = [this.#url, folder, ...(fate === undefined ? [] : [String(fate)])];
    const child = fork(join(import.meta.dirname, 'worker.ts'), args, { execArgv: [] });
    this.#processes.add(child);
    child.once('exit', (code, signal) => {
      this.#processes.delete(child);
      if (this.#ending) return;
      if (signal !== 'SIGKILL') throw new Error(`A worker ended by itself with ${code ?? signal}.`);
      this.killed++;
      this.#hire();
    });
  }
}
