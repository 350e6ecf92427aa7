// node test/order/main.ts [--database=server|embedded] [--writers=4] [--changes=100000] [--reconnects=50] [--slow=200]
// The pollers of docs/siem read what processes write that commit late and are killed. Exits with 1 when a poller misses
// or repeats anything.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openDatabase } from '#db/client.ts';
import { startPostgres } from '../postgres.ts';
import { runTrial } from './trial.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'server' },
    writers: { type: 'string', default: '4' },
    changes: { type: 'string', default: '100000' },
    reconnects: { type: 'string', default: '50' },
    slow: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
await using closing = new AsyncDisposableStack();
const server =
  values.database === 'server' ? closing.adopt(await startPostgres(), (started) => started?.stop()) : undefined;
const database = closing.adopt(await openDatabase(server?.url ?? 'pglite:memory'), (opened) => opened.close());
const { reads, ...outcome } = await runTrial({
  database,
  pollers: ['shell', 'python'],
  writers: Number(values.writers),
  changes: Number(values.changes),
  // The number of kills and cuts, for both pollers together.
  reconnects: Number(values.reconnects) * 2,
  slowMs: Number(values.slow),
  seed: Number(values.seed),
});
process.stdout.write(`${JSON.stringify({ ...values, ...outcome })}\n`);
for (const read of reads) process.stdout.write(`${JSON.stringify(read)}\n`);
process.exitCode = reads.every(({ missed, repeated, backwards }) => missed + repeated + backwards === 0) ? 0 : 1;
