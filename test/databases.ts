import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { UP_TO_DATE } from './setup/postgres.ts';

/** Runs the same suite on the embedded database and on a server. `open` gives a database of its own, up to date and empty. */
export function onBothDatabases(suite: (open: () => Promise<Database>, kind: 'embedded' | 'server') => void): void {
  describe('on the embedded database', () => {
    suite(openEmbedded, 'embedded');
  });
  describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => {
    suite(async () => openDatabase(await createDatabase()), 'server');
  });
}

/** An empty database of its own, up to date, for tests that do not ask which one: the server is opened and asked in a fifth of the time. */
export async function openEmpty(): Promise<Database> {
  return inject('postgresUrl') === undefined ? openEmbedded() : openDatabase(await createDatabase());
}

let embedded: Promise<Database> | undefined;
let isFree = true;

/**
 * An embedded database takes a second to begin and some more until its code is compiled well: the files of a process have
 * one after the other the same one, as it was when it was new. Who asks while another has it gets a new one.
 */
export async function openEmbedded(): Promise<Database> {
  if (!isFree) return openDatabase('pglite:memory');
  isFree = false;
  embedded ??= openShared();
  const database = await embedded;
  await database.db.execute(RENEW);
  return {
    ...database,
    async close() {
      isFree = true;
    },
  };
}

async function openShared(): Promise<Database> {
  const database = await openDatabase('pglite:memory');
  await database.db.execute(KEEP);
  return database;
}

/** Notes the few rows that migrations and the queue write, and where sequences begin. */
const KEEP = sql`do $$
declare
  made record;
  filled boolean;
begin
  create schema kept_rows;
  create schema kept;
  create table kept.sequences as select sequencename, last_value from pg_sequences where schemaname = 'public';
  for made in select schemaname, tablename from pg_tables where schemaname in ('public', 'pgboss') loop
    execute format('select exists (select from %I.%I)', made.schemaname, made.tablename) into filled;
    if filled then
      execute format('create table kept_rows.%I as table %I.%I', format('%I.%I', made.schemaname, made.tablename),
        made.schemaname, made.tablename);
    end if;
  end loop;
end $$`;

/** Leaves what migrations and the queue left when they were done. */
const RENEW = sql`do $$
declare name text;
begin
  -- What is to be the same for ever has triggers that refuse this.
  set local session_replication_role = replica;
  select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables
    where schemaname in ('public', 'pgboss') into name;
  execute 'truncate ' || name || ' cascade';
  for name in select tablename from pg_tables where schemaname = 'kept_rows' loop
    execute format('insert into %s table kept_rows.%I', name, name);
  end loop;
  perform setval(format('public.%I', sequencename), coalesce(last_value, 1), last_value is not null) from kept.sequences;
end $$`;

/** The address of an empty database for commands, as a variable of the environment: none without a server, and then they make one in their folder. */
export async function emptyUrl(): Promise<string> {
  return inject('postgresUrl') === undefined ? '' : createDatabase();
}

/** An empty database of its own, up to date, on the server that all test files share: a copy of the one that it began with. */
export async function createDatabase(): Promise<string> {
  return create(UP_TO_DATE);
}

/** The same without tables. */
export async function createBareDatabase(): Promise<string> {
  return create('template0');
}

async function create(template: string): Promise<string> {
  const url = new URL(inject('postgresUrl') ?? '');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}
