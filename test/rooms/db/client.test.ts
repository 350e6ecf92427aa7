import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { createDatabase } from '../../databases.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['the embedded database', async (name = 'database') => `pglite:${folder}/${name}`],
  ...(inject('postgresUrl') === undefined ? [] : [['a server', createDatabase] as const]),
] as const)('on %s', (_, newUrl) => {
  test('an empty database is brought up to date, and an up-to-date one is left as it is', async () => {
    const url = await newUrl();
    const first = await openDatabase(url);
    await first.db.execute(sql`insert into listings values ('b', 'p', 'm', now())`);
    await first.close();
    const again = await openDatabase(url);
    expect(await again.db.execute(sql`select marker from listings`, 'objects')).toEqual([{ marker: 'm' }]);
    await again.close();
  });

  test('tables that a newer version made are left alone, and nothing is held', async () => {
    const url = await newUrl('newer');
    const database = await openDatabase(url);
    await database.db.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at, name) values ('x', 1, '29990101000000_future')`,
    );
    await database.close();
    for (let tries = 0; tries < 2; tries++)
      await expect(openDatabase(url)).rejects.toMatchObject({
        kind: 'unusable',
        message:
          'A newer version of Vedette made the tables of the database (29990101000000_future): run that version, or give another database.',
      });
  });
});

describe.skipIf(inject('postgresUrl') === undefined)('a server', () => {
  test('lets three that start together on an empty database all get to work', async () => {
    const url = await createDatabase();
    const opened = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    for (const { db } of opened)
      expect(await db.execute(sql`select count(*)::int as n from findings`, 'objects')).toEqual([{ n: 0 }]);
    for (const database of opened) await database.close();
  });

  test('that cannot be reached is an error, not a wait', async () => {
    await expect(openDatabase('postgres://nobody@localhost:1/nothing')).rejects.toThrow(
      'PostgreSQL at localhost:1/nothing cannot be used: nobody answers there: is PostgreSQL running?',
    );
  });
});

test('both spellings of a server’s address mean a server', async () => {
  for (const scheme of ['postgres', 'postgresql'])
    await expect(openDatabase(`${scheme}://nobody@localhost:1/nothing`)).rejects.toThrow('PostgreSQL at localhost:1');
});
