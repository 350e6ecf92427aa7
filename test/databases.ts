import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe, inject } from 'vitest';

/** An empty database of its own on the shared server. */
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

/** Runs the same suite on the embedded database and on a server. `newUrl` gives an empty database. */
export function onBothDatabases(suite: (newUrl: () => Promise<string>, kind: 'embedded' | 'server') => void): void {
  describe('on the embedded database', () => suite(async () => 'pglite:memory', 'embedded'));
  describe.skipIf(inject('postgresUrl') === undefined)('on a PostgreSQL server', () => suite(createDatabase, 'server'));
}
