import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { storedFindings } from '#db/queries/turn.ts';
import { createBareDatabase } from '../../databases.ts';
import { valuesIn } from '#services/model/finding-values.ts';
import { BUCKET_MADE_PUBLIC, FINDINGS, SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../db/migrations', import.meta.url));

describe.skipIf(inject('postgresUrl') === undefined)(
  'a database filled at the first migration, which has met all later ones since',
  () => {
    let folder: string;
    let database: Database;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'vedette-migrations-'));
      const url = await createBareDatabase();
      await fillAtFirstMigration(url, folder);
      database = await openDatabase(url);
    });
    afterAll(async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    });

    test('every finding is the same, and is found by its columns', async () => {
      const rows = await findingsPage(
        database.db,
        EVERYTHING,
        {},
        { by: 'severity', descending: true },
        { limit: 100 },
      );
      expect(rows.map(({ finding }) => finding).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
        FINDINGS.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
      expect(
        await countFindings(database.db, EVERYTHING, { archived: true, types: ['Backdoor:EC2/C&CActivity.B!DNS'] }),
      ).toBe(1);
      expect(
        await countFindings(database.db, EVERYTHING, { resourceIds: ['customer-exports'], severities: ['High'] }),
      ).toBe(1);
      expect(await countFindings(database.db, EVERYTHING, { principals: ['AROAEXAMPLEROLE00001'] })).toBe(
        FINDINGS.filter((one) => valuesIn(one, 'principal').includes('AROAEXAMPLEROLE00001')).length,
      );
      expect(await countFindings(database.db, EVERYTHING, { remoteAddresses: ['2001:db8::9'] })).toBe(
        FINDINGS.filter((one) => valuesIn(one, 'remoteAddress').includes('2001:db8::9')).length,
      );
      const { eventFirstSeen, eventLastSeen } = SSH_BRUTE_FORCE.service;
      expect(await countFindings(database.db, EVERYTHING, { seenFrom: new Date(eventLastSeen) })).toBe(FINDINGS.length);
      expect(await countFindings(database.db, EVERYTHING, { seenBefore: new Date(eventFirstSeen) })).toBe(0);
      expect(await countFindings(database.db, EVERYTHING, { updatedFrom: new Date(SSH_BRUTE_FORCE.updatedAt) })).toBe(
        FINDINGS.length,
      );
    });

    test('a finding of before can grow: it is stored, without what nobody kept then', async () => {
      const stored = await storedFindings(database.db, [BUCKET_MADE_PUBLIC.id]);
      const { archived: _, ...service } = BUCKET_MADE_PUBLIC.service;
      expect(stored.get(BUCKET_MADE_PUBLIC.id)).toEqual({
        finding: { ...BUCKET_MADE_PUBLIC, service },
        memory: undefined,
      });
    });

    test.each([
      // Only observations of open windows: the findings hold the counts of closed ones.
      ['observations', 'count', FINDINGS.length, '7'],
      ['deliveries', 'state', FINDINGS.length, 'pending'],
      ['log_objects', 'state', 1, 'read'],
      ['accounts', 'name', 1, 'production'],
      ['listings', 'marker', 1, 'marker'],
      ['tallies', 'version', FINDINGS.length, 'v'],
      ['coverage', 'detail', 1, 'read'],
    ])('the rows of %s are there', async (table, column, rows, value) => {
      const query = sql`select ${sql.identifier(column)}::text as value from ${sql.identifier(table)}`;
      expect(await database.db.execute(query, 'objects')).toEqual(Array.from({ length: rows }, () => ({ value })));
    });
  },
);

async function fillAtFirstMigration(url: string, folder: string): Promise<void> {
  const [first = ''] = (await readdir(MIGRATIONS)).toSorted();
  await cp(join(MIGRATIONS, first), join(folder, 'first', first), { recursive: true });
  const client = new Client({ connectionString: url });
  await client.connect();
  const db = drizzle({ client });
  await migrate(db, { migrationsFolder: join(folder, 'first') });
  for (const finding of FINDINGS) {
    const { id, type, accountId, region, severity, service, resource, title, createdAt, updatedAt } = finding;
    const { archived, resourceRole, eventFirstSeen, eventLastSeen } = service;
    await db.execute(sql`insert into findings values (${id}, ${type}, ${accountId}, ${region}, ${severity}, ${archived},
      ${resource.id}, ${resourceRole}, ${title}, ${eventFirstSeen}, ${eventLastSeen}, ${createdAt}, ${updatedAt},
      'latest', ${JSON.stringify(finding)})`);
    await db.execute(sql`insert into observations
      (finding_id, partition, key, type, window_start, count, sealed_count, last_seen, body)
      values (${id}, 'p', 'k', ${type}, ${eventFirstSeen}, 9, 2, ${eventLastSeen}, '{}'),
        (${id}, 'p', 'of a closed window', ${type}, ${createdAt}::timestamptz - interval '1 year', 5, 5, ${eventLastSeen}, '{}')`);
    await db.execute(sql`insert into tallies
      values ('p', ${type}, ${eventFirstSeen}, ${eventLastSeen}, 'v', 'value') on conflict do nothing`);
    await db.execute(sql`insert into deliveries (sink, finding_id, partition, version, state, next_attempt_at)
      values ('security-hub', ${id}, '111122223333/eu-west-1', ${updatedAt}, 'pending', ${updatedAt})`);
  }
  await db.execute(sql`insert into log_objects
    (bucket, key, etag, partition, source, size_bytes, state, received_at, next_attempt_at)
    values ('logs', 'key', 'etag', 'p', 'cloudtrail', 100, 'read', now(), now())`);
  await db.execute(sql`insert into accounts (id, name, status, listed_at)
    values ('111122223333', 'production', 'ACTIVE', now())`);
  await db.execute(sql`insert into listings values ('logs', 'AWSLogs/', 'marker', now())`);
  await db.execute(sql`insert into coverage
    values ('111122223333', 'eu-west-1', 'cloudtrail', 'covered', 'reading', 'read', now(), now())`);
  await client.end();
}
