import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import type { Db } from '../client.ts';

/**
 * The name of the database's present state. Two statements that ran under the same name saw exactly the same rows, and
 * so did every statement between them: a name that was left never comes back. It changes with every commit, of whatever
 * table.
 *
 * It names the transactions that are over and those that are open, and the start of the server: in a database that was
 * restored, or that a standby took over, transaction ids may be used again.
 */
export async function databaseState(db: Db): Promise<string> {
  const [row] = await db.execute<{ state: string }>(
    sql`select current_database() || ' ' || pg_postmaster_start_time() || ' ' || pg_current_snapshot() as state`,
    'objects',
  );
  assert(row !== undefined, 'A select of values gives one row.');
  return row.state;
}
