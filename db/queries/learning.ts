import { sql } from 'drizzle-orm';
import { Failure } from '#services/model/failure.ts';
import type { Database, Db } from '../client.ts';

/** An arbitrary number that no other application on the server may use for advisory locks. */
const LEARNING_LOCK = 8_338_755;

/**
 * Keeps running services from sealing days and closing windows, until this is disposed of or the process ends, however
 * it dies.
 *
 * @throws Failure `in-use` when another process does so already, `called-wrongly` on an embedded database
 */
export async function takeLearning({ driver }: Database): Promise<AsyncDisposable> {
  if (driver.kind === 'embedded')
    throw new Failure('called-wrongly', 'No service can run beside this command on an embedded database.');
  const { Client } = await import('pg');
  const client = new Client({ connectionString: driver.url, keepAlive: true });
  // Without a listener, an error of the connection ends the process.
  client.on('error', () => undefined);
  await client.connect();
  const { rowCount } = await client.query('select where pg_try_advisory_lock($1)', [LEARNING_LOCK]);
  const taken = { [Symbol.asyncDispose]: () => client.end() };
  if (rowCount === 1) return taken;
  await taken[Symbol.asyncDispose]();
  throw new Failure('in-use', 'Another backfill --in-order is running: wait until it has ended.');
}

/** Whether a process has taken over learning. */
export async function isLearningTaken(db: Db): Promise<boolean> {
  const held = await db.execute(
    sql`select from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${LEARNING_LOCK} and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())`,
    'objects',
  );
  return held.length > 0;
}
