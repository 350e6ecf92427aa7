import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe, inject, vi } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { keep, others, OURS, renew } from './renewal.ts';
import { UP_TO_DATE } from './setup/postgres.ts';

/**
 * Runs the same suite on the embedded database and on a server, in the quick tests on the server alone. `open` gives an
 * empty, migrated database that belongs to the caller.
 */
export function onBothDatabases(suite: (open: () => Promise<Database>, kind: 'embedded' | 'server') => void): void {
  const hasServer = inject('postgresUrl') !== undefined;
  describe.skipIf(hasServer && inject('isQuick'))('on the embedded database', () => {
    suite(openEmbedded, 'embedded');
  });
  describe.skipIf(!hasServer)('on a PostgreSQL server', () => {
    suite(openOnServer, 'server');
  });
}

/**
 * An empty, migrated database, for tests that accept either kind: the server takes a fifth of the time to open and
 * query.
 */
export async function openEmpty(): Promise<Database> {
  return inject('postgresUrl') === undefined ? openEmbedded() : openOnServer();
}

let embedded: Promise<Database> | undefined;
let isFree = true;

/**
 * An embedded database takes a second to start, and longer until its code is compiled well. So the test files of a
 * process reuse one, which is reset in between. A caller gets a new one while another has the shared one.
 */
export async function openEmbedded(): Promise<Database> {
  if (!isFree) return openKept();
  isFree = false;
  embedded ??= openKept();
  let database = await embedded;
  if (!(await renew(database.db))) database = await (embedded = openKept());
  return {
    ...database,
    async close() {
      isFree = true;
    },
  };
}

async function openKept(): Promise<Database> {
  const database = await openDatabase('pglite:memory');
  await keep(database.db);
  return database;
}

/** Databases on the server that this process opened and nobody is using. */
const free: Database[] = [];

/** Stays open for the next caller: a new connection costs the server more than most tests ask of it. */
async function openOnServer(): Promise<Database> {
  const database = (await openUsed()) ?? (await openDatabase(named(await createDatabase(), OURS)));
  if (database.driver.kind !== 'server') throw new Error('A database on the server has an address.');
  let isOpen = true;
  return {
    ...database,
    driver: { kind: 'server', url: named(database.driver.url, 'borrower') },
    async close() {
      if (isOpen) free.push(database);
      isOpen = false;
    },
  };
}

async function openUsed(): Promise<Database | undefined> {
  const used = free.pop();
  if (used === undefined || (await renew(used.db))) return used;
  await used.close();
  return undefined;
}

/** The same database, for connections by this name. */
function named(database: string, application: string): string {
  const url = new URL(database);
  url.searchParams.set('application_name', application);
  return url.href;
}

const CLOSED_WITHIN_MS = 20_000;

/** An empty, migrated database on the server, for the borrower alone until it is given back, with nothing left open. */
export async function borrowDatabase(): Promise<{ readonly url: string; giveBack(): Promise<void> }> {
  const { db, driver, close } = await openOnServer();
  if (driver.kind !== 'server') throw new Error('A database on the server has an address.');
  return {
    url: driver.url,
    async giveBack() {
      // The server takes a moment to notice that a connection was closed.
      await vi.waitFor(async () => {
        if ((await others(db)) > 0) throw new Error('Whoever borrowed the database left a connection to it open.');
      }, CLOSED_WITHIN_MS);
      await close();
    },
  };
}

/**
 * The address of an empty database for commands, as an environment variable. Empty without a server: commands then make
 * a database in their folder.
 */
export async function emptyUrl(): Promise<string> {
  return inject('postgresUrl') === undefined ? '' : createDatabase();
}

/** An empty, migrated database on the server that all test files share: a copy of the template. */
export async function createDatabase(): Promise<string> {
  return create(UP_TO_DATE);
}

/** An empty database without tables. */
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
