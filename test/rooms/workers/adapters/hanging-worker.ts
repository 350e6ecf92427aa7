import process from 'node:process';
import { openDatabase } from '#db/client.ts';
import { createLog } from '#services/log.ts';
import { openQueue } from '#services/workers/adapters/queue.ts';

/** A worker that takes a job and never ends it; it is there to be killed. */
const database = await openDatabase(process.argv[2] ?? '');
const queue = await openQueue(database, createLog('silent'));
await queue.work('collect', 1, async (key) => {
  process.stdout.write(`taken ${key}\n`);
  await new Promise(() => {});
});
await queue.wake(database.db, 'collect', ['partition']);
