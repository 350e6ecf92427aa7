import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase, type Db } from '#db/client.ts';
import { changesAfter, findingHorizon, type ChangeCursor } from '#db/queries/changes.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { createDatabase } from '../databases.ts';
import { installPostgres, saysReady } from '../postgres.ts';
import { created, finding, NOW } from '../rooms/db/turns.ts';

/** What readers of changes are told by a database that is, or was, a copy of the one they have read. */

const LOST = 'not this database’s';

const write = (db: Db, ...numbers: readonly number[]) =>
  writeFindings(db, created(...numbers.map((n) => finding(n))), NOW);

async function read(db: Db, after?: ChangeCursor): Promise<readonly number[] | typeof LOST> {
  const page = await changesAfter(db, EVERYTHING, {}, { after, limit: 100 }, () => findingHorizon(db));
  return page?.changes.map(({ finding: { id } }) => Number(id)) ?? LOST;
}

async function cursorOf(db: Db): Promise<ChangeCursor> {
  const page = await changesAfter(db, EVERYTHING, {}, { after: undefined, limit: 100 }, () => findingHorizon(db));
  if (page === undefined) throw new Error('Without a cursor there is always an answer.');
  return page.end;
}

/** Opens a database, does something with it, and closes it. */
async function within<Result>(url: string, work: (db: Db) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(url);
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

describe('an embedded database', () => {
  test('that is put back from a copy knows the cursors from before the copy, and no later ones', async () => {
    const { db, driver, close } = await openDatabase('pglite:memory');
    assert(driver.kind === 'embedded');
    await write(db, 1);
    const before = await cursorOf(db);
    const snapshot = await driver.pglite.dumpDataDir('none');
    await write(db, 2);
    expect(await read(db, before)).toEqual([2]);
    const after = await cursorOf(db);
    await close();
    const copy = await openDatabase('pglite:memory', { snapshot });
    expect(await read(copy.db, after)).toBe(LOST);
    await write(copy.db, 3);
    await write(copy.db, 4);
    expect(await read(copy.db, after)).toBe(LOST);
    expect(await read(copy.db, before)).toEqual([3, 4]);
    await copy.close();
  });
});

describe.skipIf(inject('postgresUrl') === undefined)('a database of a server', () => {
  test('that is a copy of another knows the cursors from before the copy, and no later ones', async () => {
    const url = new URL(await createDatabase());
    const copy = new URL(url);
    copy.pathname += '_copy';
    const before = await within(url.href, async (db) => {
      await write(db, 1);
      return cursorOf(db);
    });
    await ask(
      inject('postgresUrl') ?? '',
      `create database "${copy.pathname.slice(1)}" template "${url.pathname.slice(1)}"`,
    );
    const after = await within(url.href, async (db) => {
      expect(await read(db, before)).toEqual([]);
      await write(db, 2);
      return cursorOf(db);
    });
    await within(copy.href, async (db) => {
      expect(await read(db, after)).toBe(LOST);
      await write(db, 3);
      await write(db, 4);
      expect(await read(db, after)).toBe(LOST);
      expect(await read(db, before)).toEqual([3, 4]);
    });
  });

  test('that got its rows without its sequence gives numbers anew, and knows no cursor of before', async () => {
    await within(await createDatabase(), async (db) => {
      await write(db, 1);
      await write(db, 2);
      const before = await cursorOf(db);
      await db.execute(sql`update finding_epochs set server_run = 'elsewhere'`);
      await db.execute(sql`select setval('finding_places', 1)`);
      expect(await read(db, before)).toBe(LOST);
      const anew = await cursorOf(db);
      await write(db, 3);
      expect(await read(db, anew)).toEqual([3]);
    });
  });
});

describe.skipIf(inject('postgresUrl') === undefined)('two servers, one of which follows the other', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.remove());

  test('a restart, a crash and a fail-over without loss leave cursors good; a loss is told', async () => {
    const { primary, standby } = cluster;
    const { first, second } = await within(primary.url, async (db) => {
      await write(db, 1);
      const cursor = await cursorOf(db);
      await write(db, 2);
      return { first: cursor, second: await cursorOf(db) };
    });
    await cluster.followed();
    await ask(standby.url, `alter system set primary_conninfo = ''`);
    await ask(standby.url, `select pg_reload_conf()`);
    await sleep(200);
    const third = await within(primary.url, async (db) => {
      await write(db, 3);
      return cursorOf(db);
    });
    await primary.crash();
    await ask(standby.url, `select pg_promote()`);

    await within(standby.url, async (db) => {
      expect(await read(db, first)).toEqual([2]);
      expect(await read(db, second)).toEqual([]);
      expect(await read(db, third)).toBe(LOST);
      await write(db, 4);
      await write(db, 5);
      expect(await read(db, second)).toEqual([4, 5]);
      expect(await read(db, third)).toBe(LOST);
    });

    await primary.start();
    await within(primary.url, async (db) => {
      expect(await read(db, third)).toEqual([]);
      await write(db, 6);
      expect(await read(db, third)).toEqual([6]);
      expect(await read(db, second)).toEqual([3, 6]);
    });
  });
});

interface Node {
  readonly url: string;
  start(): Promise<void>;
  /** Like a power loss: only what is on disk remains. */
  crash(): Promise<void>;
}

interface Cluster {
  readonly primary: Node;
  readonly standby: Node;
  /** Waits until the standby has everything that the primary has written. */
  followed(): Promise<void>;
  remove(): Promise<void>;
}

async function startCluster(): Promise<Cluster> {
  const installed = installPostgres();
  if (installed === undefined) throw new Error('There is no PostgreSQL for this platform.');
  const { home, native, options } = installed;
  const run = (...command: readonly [string, ...string[]]) => execFileSync(command[0], command.slice(1), options);
  const node = (data: string): Node => {
    const socket = `${home}/${data}-socket`;
    run('mkdir', '-p', socket);
    let server: ChildProcess;
    return {
      url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`,
      async start() {
        server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-k', socket, '-c', 'listen_addresses='], options);
        await saysReady(server);
      },
      async crash() {
        const over = new Promise((done) => server.once('exit', done));
        server.kill('SIGQUIT');
        await over;
      },
    };
  };
  const [primary, standby] = [node('data'), node('follower')];
  await primary.start();
  await within(primary.url, async () => undefined);
  await primary.crash();
  run('cp', '-r', 'data', 'follower');
  run('touch', 'follower/standby.signal');
  run('sh', '-c', `echo "primary_conninfo = 'host=${home}/data-socket user=postgres'" >>follower/postgresql.auto.conf`);
  await primary.start();
  await standby.start();
  return {
    primary,
    standby,
    async followed() {
      const [{ lsn } = { lsn: '' }] = await ask(primary.url, `select pg_current_wal_flush_lsn()::text as lsn`);
      while ((await ask(standby.url, `select 1 where pg_last_wal_replay_lsn() >= '${lsn}'`)).length === 0)
        await sleep(20);
    },
    async remove() {
      await Promise.all([primary.crash(), standby.crash()]);
      rmSync(home, { recursive: true });
    },
  };
}

async function ask(url: string, statement: string): Promise<readonly { readonly lsn: string }[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}
