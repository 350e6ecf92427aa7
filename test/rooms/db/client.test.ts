import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { emptySnapshot, emptySnapshotPath, MIGRATIONS } from '#db/empty-snapshot.ts';
import { ROOM_BYTES, ROOM_ELSEWHERE } from '#db/free-space.ts';
import { createBareDatabase } from '../../databases.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const PATIENCE_MS = 20_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['the embedded database', async (name = 'database') => `pglite:${folder}/${name}`],
  ...(inject('postgresUrl') === undefined ? [] : [['a server', createBareDatabase] as const]),
] as const)('on %s', (_, newUrl) => {
  test('an empty database is brought up to date, and an up-to-date one is left as it is', async () => {
    const url = await newUrl();
    const first = await openDatabase(url, { snapshot: 'none' });
    await first.db.execute(sql`insert into listings values ('b', 'p', 'm', now())`);
    await first.close();
    const again = await openDatabase(url);
    expect(await again.db.execute(sql`select marker from listings`, 'objects')).toEqual([{ marker: 'm' }]);
    await again.close();
  });

  test('findings that a migration wrote anew can be counted from an index alone', async () => {
    const url = await newUrl('rewritten');
    const database = await openDatabase(url);
    await database.db.execute(
      sql`insert into findings (id, body) values ('one', ${JSON.stringify(SSH_BRUTE_FORCE)}::jsonb)`,
    );
    await database.db.execute(sql`alter table findings add column more text generated always as (id) stored`);
    await database.close();
    // While another database of the server has an older transaction, a vacuum may have to leave it for the next start.
    await vi.waitFor(async () => {
      const again = await openDatabase(url);
      const [seen] = await again.db.execute(
        sql`select relallvisible as pages from pg_class where oid = 'findings'::regclass`,
        'objects',
      );
      await again.close();
      expect(seen).toEqual({ pages: 1 });
    }, PATIENCE_MS);
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

test('an embedded database begins as what set-up made, which is what migrations make', async () => {
  await using stack = new AsyncDisposableStack();
  const open = async (url: string) => stack.adopt(await openDatabase(url), (opened) => opened.close());
  const begun = await open('pglite:memory');
  // The one above was made by migrations.
  const made = await open(`pglite:${folder}/database`);
  const read = async (of: SQL) => [await made.db.execute(of, 'objects'), await begun.db.execute(of, 'objects')];
  const [columns, same] = await read(sql`select table_schema, table_name, column_name, data_type, column_default
    from information_schema.columns where table_schema in ('public', 'drizzle') order by 1, 2, 3`);
  expect(same).toEqual(columns);
  const [functions, alike] = await read(
    sql`select proname, md5(prosrc) as body from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2`,
  );
  expect(alike).toEqual(functions);
  // It has the queue's tables too, and no trace of the process that made them.
  expect(await begun.db.execute(sql`select count(*)::int as rows from pgboss.instance`, 'objects')).toEqual([
    { rows: 0 },
  ]);
  const [migrations, applied] = await read(sql`select name, hash from drizzle.__drizzle_migrations order by 1`);
  expect(applied).toEqual(migrations);
  const rows = sql`select count(*)::int as rows from listings`;
  expect(await read(rows)).toEqual([[{ rows: 1 }], [{ rows: 0 }]]);
  // Before a turn writes to a folder, it asks whether the disk has room.
  expect(made.room).not.toBe(ROOM_ELSEWHERE);
  expect(begun.room).toBe(ROOM_ELSEWHERE);
});

test('an embedded database without room is not even opened', async () => {
  const opening = openDatabase('pglite:memory', { freeBytes: async () => ROOM_BYTES - 1 });
  await expect(opening).rejects.toMatchObject({ kind: 'disk-full' });
});

test('set-up made the empty database of the last migration', async () => {
  expect(await emptySnapshot()).toBeInstanceOf(Blob);
  const last = (await readdir(MIGRATIONS)).toSorted().at(-1);
  expect(await emptySnapshotPath()).toContain(last);
});

describe.skipIf(inject('postgresUrl') === undefined)('a server', () => {
  test('lets three that start together on an empty database all get to work', async () => {
    const url = await createBareDatabase();
    const opened = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    for (const { db } of opened)
      expect(await db.execute(sql`select count(*)::int as n from findings`, 'objects')).toEqual([{ n: 0 }]);
    for (const database of opened) await database.close();
  });

  test('that cannot be reached is an error, not a wait', async () => {
    await expect(openDatabase('postgres://nobody@localhost:1/nothing')).rejects.toThrow(
      'PostgreSQL at localhost:1/nothing cannot be used: the connection was refused: is PostgreSQL running?',
    );
  });
});

test('both spellings of a server’s address mean a server', async () => {
  for (const scheme of ['postgres', 'postgresql'])
    await expect(openDatabase(`${scheme}://nobody@localhost:1/nothing`)).rejects.toThrow('PostgreSQL at localhost:1');
});
