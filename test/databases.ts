import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { describe, inject } from 'vitest';
import { openDatabase, type Database, type DatabaseOptions } from '#db/client.ts';

/** Runs the same suite on the embedded database and on a server. `open` gives a database of its own, up to date and empty. */
export function onBothDatabases(suite: (open: () => Promise<Database>, kind: 'embedded' | 'server') => void): void {
  describe('on the embedded database', () => {
    suite(() => openEmbedded(), 'embedded');
  });
  describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => {
    suite(async () => openDatabase(await createDatabase()), 'server');
  });
}

/** An empty database of its own, for tests that do not ask which one: the server is opened and asked in a fifth of the time. */
export async function openEmpty(): Promise<Database> {
  return inject('postgresUrl') === undefined ? openEmbedded() : openDatabase(await createDatabase());
}

/** A new embedded database from a snapshot, in memory or in a folder: a third of a second instead of three. */
export async function openEmbedded(where = 'memory', options: DatabaseOptions = {}): Promise<Database> {
  return openDatabase(`pglite:${where}`, { ...options, snapshot: await snapshot() });
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

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Made once for each state of the migrations and the lockfile. */
async function snapshot(): Promise<Blob> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')));
  const migrations = await readdir(join(ROOT, 'db/migrations'), { recursive: true });
  for (const file of migrations.filter((name) => name.endsWith('.sql')).toSorted())
    hash.update(await readFile(join(ROOT, 'db/migrations', file)));
  const path = join(ROOT, 'build/test', `embedded-${hash.digest('hex').slice(0, 16)}.tar`);
  if (!existsSync(path)) await makeSnapshot(path);
  return new Blob([await readFile(path)], { type: 'application/x-tar' });
}

/** Under a name of its own first: test files start together. */
async function makeSnapshot(path: string): Promise<void> {
  const { driver, close } = await openDatabase('pglite:memory');
  if (driver.kind !== 'embedded') throw new Error('The database in memory is an embedded one.');
  const dump = await driver.pglite.dumpDataDir('none');
  await close();
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  await mkdir(join(ROOT, 'build/test'), { recursive: true });
  await writeFile(draft, Buffer.from(await dump.arrayBuffer()));
  await rename(draft, path);
}
