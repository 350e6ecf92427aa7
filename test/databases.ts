import { randomBytes } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { keep, renew } from './renewal.ts';
import { UP_TO_DATE } from './setup/postgres.ts';

/**
 * Runs the same suite on the embedded database and on a server. `open` gives an empty, migrated database that belongs
 * to the caller.
 */
export function onBothDatabases(suite: (open: () => Promise<Database>, kind: 'embedded' | 'server') => void): void {
  describe('on the embedded database', () => {
    suite(openEmbedded, 'embedded');
  });
  describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => {
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
  if (!isFree) return openDatabase('pglite:memory');
  isFree = false;
  embedded ??= openShared();
  let database = await embedded;
  if (!(await renew(database.db))) database = await (embedded = openShared());
  return {
    ...database,
    async close() {
      isFree = true;
    },
  };
}

async function openShared(): Promise<Database> {
  const database = await openDatabase('pglite:memory');
  await keep(database.db);
  return database;
}

async function openOnServer(): Promise<Database> {
  const { url, giveBack } = await borrowDatabase();
  const database = await openDatabase(url);
  return {
    ...database,
    async close() {
      await database.close();
      giveBack();
    },
  };
}

/** Databases on the server that this process made and nobody is using. */
const free: string[] = [];

/** An empty, migrated database on the server, for the borrower alone until it is given back. */
export async function borrowDatabase(): Promise<{ readonly url: string; giveBack(): void }> {
  const used = free.shift();
  const url = used !== undefined && (await isRenewed(used)) ? used : await createDatabase();
  return { url, giveBack: () => void free.push(url) };
}

async function isRenewed(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const isNew = await renew(drizzle({ client }));
  await client.end();
  return isNew;
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
