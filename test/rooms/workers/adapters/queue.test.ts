import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, inject, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { ROOM_BYTES } from '#db/free-space.ts';
import { createLog } from '#services/log.ts';
import { openQueue } from '#services/workers/adapters/queue.ts';
import { createDatabase, openEmpty } from '../../../databases.ts';

/** Shorter than a service’s, so that nobody waits long for it. */
const PATIENCE = { lookMs: 100, graceSeconds: 1 };

const WORKER = join(import.meta.dirname, 'hanging-worker.ts');

/**
 * How long another worker waits for a job whose worker was killed, in ms; undefined when it does not get the job in
 * time.
 */
async function waitAfterKill(url: string): Promise<number> {
  const worker = spawn(process.execPath, [WORKER, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout, 'data');
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  const killed = performance.now();
  const database = await openDatabase(url);
  const queue = await openQueue(database, createLog('silent'), PATIENCE);
  const got = Promise.withResolvers<string>();
  await queue.work('collect', 1, async (key) => got.resolve(key));
  expect(await got.promise).toBe('partition');
  const waited = performance.now() - killed;
  await queue.stop();
  await database.close();
  return waited;
}

test('who restarts with an embedded database has its old jobs back at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vedette-kill-'));
  expect(await waitAfterKill(`pglite:${folder}`)).toBeLessThan(30_000);
  await rm(folder, { recursive: true, force: true });
});

test('a job of an embedded database whose end could not be written on a full disk is done again within seconds', async () => {
  let free = ROOM_BYTES;
  await using stack = new AsyncDisposableStack();
  const opened = await openDatabase('pglite:memory', { freeBytes: async () => free });
  const database = stack.adopt(opened, (each) => each.close());
  const queue = stack.adopt(await openQueue(database, createLog('silent'), PATIENCE), (each) => each.stop());
  let runs = 0;
  const again = Promise.withResolvers<void>();
  await queue.work('list', 1, async () => {
    runs++;
    if (runs === 2) return again.resolve();
    free = ROOM_BYTES - 1;
    // The last look at the disk is forgotten meanwhile.
    await pause(600);
    setTimeout(() => (free = ROOM_BYTES), 600);
  });
  await queue.wake(database.db, 'list', ['partition']);
  const began = performance.now();
  await again.promise;
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('what is done every so many minutes is set up once for all processes, the hourly at the full hour', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  const queue = stack.adopt(await openQueue(database, createLog('silent'), PATIENCE), (opened) => opened.stop());
  for (let time = 0; time < 2; time++) {
    await queue.every(60, 'reconcile');
    await queue.every(5, 'list');
  }
  expect(await database.db.execute(sql`select name, cron from pgboss.schedule order by name`, 'objects')).toEqual([
    { name: 'list', cron: '*/5 * * * *' },
    { name: 'reconcile', cron: '0 * * * *' },
  ]);
});

describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => {
  test('a job whose taker was killed is taken over within seconds', async () => {
    expect(await waitAfterKill(await createDatabase())).toBeLessThan(20_000);
  });

  test('a job whose taker lives is left alone, and so is one whose connection broke', async () => {
    const database = await openDatabase(await createDatabase());
    const queue = await openQueue(database, createLog('silent'), PATIENCE);
    let taken = 0;
    const busy = Promise.withResolvers<void>();
    await queue.work('collect', 2, async () => {
      taken++;
      await busy.promise;
    });
    await queue.wake(database.db, 'collect', ['partition']);
    await expect.poll(() => taken, { timeout: 10_000 }).toBe(1);
    await pause(2 * PATIENCE.graceSeconds * 1000);
    expect(taken).toBe(1);
    busy.resolve();
    await queue.stop();
    await database.close();
  });
});
