import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '#db/client.ts';
import { makeQueueTables } from '#db/queue.ts';
import { startPostgres } from '../postgres.ts';
import { keep } from '../renewal.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the server that all test files share; undefined when the platform has none. */
    postgresUrl: string | undefined;
  }
}

/** The template of all test databases: empty, with the tables of the service and of its queue. */
export const UP_TO_DATE = 'up_to_date';

/** Test data is not worth maintaining, nor writing to a disk in order: it is gone with the server. */
const SETTINGS = [
  'autovacuum=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=8GB',
  'checkpoint_timeout=1h',
  'bgwriter_lru_maxpages=0',
  'io_method=sync',
  'jit=off',
];

/** One server for all test files; each makes its own databases on it (`test/databases.ts`). */
export async function setupPostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres(SETTINGS);
  if (server === undefined && process.env['REQUIRE_POSTGRES'])
    throw new Error('REQUIRE_POSTGRES is set, but there is no embedded PostgreSQL for this platform.');
  if (server === undefined) process.stderr.write('No embedded PostgreSQL for this platform: its tests are SKIPPED.\n');
  else await makeTemplate(server.url);
  project.provide('postgresUrl', server?.url);
  return async () => server?.stop();
}

/** Makes the template: migrations and the tables of the queue take a second, and the copies save that time. */
async function makeTemplate(server: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${UP_TO_DATE}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${UP_TO_DATE}`;
  const database = await openDatabase(url.href);
  await makeQueueTables(database);
  await keep(database.db);
  await database.close();
}
