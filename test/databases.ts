import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';

/** Runs the same suite on the embedded database and on a server. `open` gives a database of its own, up to date and empty. */
export function onBothDatabases(suite: (open: () => Promise<Database>, kind: 'embedded' | 'server') => void): void {
  describe('on the embedded database', () => {
    suite(openEmbedded, 'embedded');
  });
  describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => {
    suite(async () => openDatabase(await createDatabase()), 'server');
  });
}

/** An empty database of its own, for tests that do not ask which one: the server is opened and asked in a fifth of the time. */
export async function openEmpty(): Promise<Database> {
  return inject('postgresUrl') === undefined ? openEmbedded() : openDatabase(await createDatabase());
}

let embedded: Promise<Database> | undefined;
let isFree = true;

/**
 * An embedded database takes a second to begin and some more until its code is compiled well: the files of a process have
 * one after the other the same one, emptied. Who asks while another has it gets a new one.
 */
async function openEmbedded(): Promise<Database> {
  if (!isFree) return openDatabase('pglite:memory');
  isFree = false;
  embedded ??= openDatabase('pglite:memory');
  const database = await embedded;
  await database.db.execute(EMPTY);
  return {
    ...database,
    async close() {
      isFree = true;
    },
  };
}

/** Leaves what migrations leave: tables and no rows, sequences at their beginning, nothing of the queue. */
const EMPTY = sql`do $$
declare name text;
begin
  drop schema if exists pgboss cascade;
  select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables where schemaname = 'public' into name;
  execute 'truncate ' || name || ' cascade';
  for name in select format('%I.%I', schemaname, sequencename) from pg_sequences where schemaname = 'public' loop
    execute 'alter sequence ' || name || ' restart';
  end loop;
end $$`;

/** The address of an empty database for commands, as a variable of the environment: none without a server, and then they make one in their folder. */
export async function emptyUrl(): Promise<string> {
  return inject('postgresUrl') === undefined ? '' : createDatabase();
}

/** An empty database of its own on the server that all test files share. */
export async function createDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl') ?? '');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}
