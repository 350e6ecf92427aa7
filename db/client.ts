import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import type { PgAsyncDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { Failure } from '#services/model/failure.ts';
import { databaseError } from './database-error.ts';
import { isServer } from './database-name.ts';
import { emptySnapshot, MIGRATIONS } from './empty-snapshot.ts';
import { ROOM_ELSEWHERE, roomIn, type FreeBytes, type Room } from './free-space.ts';
import { lockFolder } from './lock.ts';
import { makeFolder } from './make-folder.ts';

/** What queries run on: a database or a transaction in it, on a server or in process. */
export type Db = PgAsyncDatabase<PgQueryResultHKT>;

export interface Database {
  readonly db: Db;
  /**
   * The same database for queries of API callers: a server cancels statements that take longer than `BOUNDED_MS`, and
   * the separate pool leaves workers their own connections.
   */
  readonly bounded: Db;
  /** The driver, for the queue: it has its own statements and its own listening connection. */
  readonly driver:
    | { readonly kind: 'server'; readonly url: string }
    | { readonly kind: 'embedded'; readonly pglite: PGlite };
  /** Ask it before writing much. */
  readonly room: Room;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Measures the free space for an embedded database; by default the operating system's answer. */
  readonly freeBytes?: FreeBytes;
  /** Maximum of connections to a server. */
  readonly connectionsMax?: number;
  /** A server that does not answer within this time counts as unreachable. */
  readonly answersWithinMs?: number;
  /** The dump that a new embedded database begins with; by default the empty one that set-up made. */
  readonly snapshot?: Blob | 'none';
  /** Receives errors of connections that broke while idle; the pool replaces them. */
  readonly onError?: (error: Error) => void;
}

/**
 * Opens a database and brings its tables up to date.
 *
 * @param url `postgres://…`, `pglite:FOLDER`, or `pglite:memory`
 * @throws Failure when it cannot be reached, when its folder is in use by another process (`in-use`), when its disk is full
 *   (`disk-full`), or when a newer version made its tables (`unusable`).
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  try {
    return isServer(url)
      ? await openServer(url, options)
      : await openEmbedded(url.replace(/^pglite:(\/\/)?/, ''), options);
  } catch (error) {
    throw databaseError(url, error);
  }
}

/**
 * By default the server assumes spinning disks, on which random reads are four times as expensive as sequential ones.
 * It would then count findings by reading the whole table, although an index a tenth of its size has all that is
 * counted.
 */
const ON_QUICK_DISKS = 'set random_page_cost = 1.1';

/** Counting a million findings takes a tenth of it. */
const BOUNDED_MS = 10_000;

/** An arbitrary number that no other application on the server may use for advisory locks. */
const MIGRATION_LOCK = 8_338_753;

async function openServer(
  url: string,
  { connectionsMax = 10, answersWithinMs = 10_000, onError }: DatabaseOptions,
): Promise<Database> {
  const { Pool } = await import('pg');
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { PreparingClient } = await import('./preparing-client.ts');
  await migrateServer(url, answersWithinMs);
  const pool = new Pool({ Client: PreparingClient, connectionString: url, max: connectionsMax });
  // Without a listener, the error of an idle connection ends the process.
  pool.on('error', (error) => onError?.(error));
  const bounded = new Pool({
    connectionString: url,
    max: connectionsMax,
    statement_timeout: BOUNDED_MS,
    // Runs before the pool hands out the connection, which runs one statement at a time.
    onConnect: (client) => client.query(ON_QUICK_DISKS).then(nothing, nothing),
  });
  bounded.on('error', (error) => onError?.(error));
  return {
    db: drizzle({ client: pool }),
    bounded: drizzle({ client: bounded }),
    driver: { kind: 'server', url },
    room: ROOM_ELSEWHERE,
    async close() {
      await Promise.all([pool.end(), bounded.end()]);
    },
  };
}

function nothing(): void {}

/** Holds an advisory lock: drizzle takes none, and several processes may start at once. */
async function migrateServer(url: string, answersWithinMs: number): Promise<void> {
  const { Client } = await import('pg');
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { migrate } = await import('drizzle-orm/node-postgres/migrator');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: answersWithinMs });
  // Without a listener, an error of the connection ends the process; with one, the running query still fails.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const db = drizzle({ client });
    await migrate(db, { migrationsFolder: MIGRATIONS });
    await refuseNewer(db);
    await tidyRewritten(db);
  } finally {
    // Closing the connection frees the lock, whatever state it is in.
    await client.end();
  }
}

/** Tables made by a newer version may mean something that this version misunderstands. */
async function refuseNewer(db: Db): Promise<void> {
  const ours = new Set(await readdir(MIGRATIONS));
  const { rows } = APPLIED.parse(await db.execute('select name from drizzle.__drizzle_migrations'));
  const newer = rows.find(({ name }) => !ours.has(name));
  if (newer !== undefined)
    throw new Failure(
      'unusable',
      `A newer version of Vedette made the tables of the database (${newer.name}): run that version, or give another database.`,
    );
}

/**
 * A migration that rewrites the findings leaves their table without a visibility map. Until a vacuum makes one, counts
 * read each finding instead of an index alone. PostgreSQL starts a vacuum by itself only after many changes.
 */
async function tidyRewritten(db: Db): Promise<void> {
  const { rows } = REWRITTEN.parse(
    await db.execute(
      sql`select 1 from pg_class where oid = 'findings'::regclass and relallvisible = 0 and pg_relation_size(oid) > 0`,
    ),
  );
  if (rows.length > 0) await db.execute(sql`vacuum analyze findings`);
}

const REWRITTEN = z.object({ rows: z.array(z.unknown()) });

const APPLIED = z.object({ rows: z.array(z.object({ name: z.string() })) });

/** PostgreSQL gives ids from here on to the types that it makes for the rows of tables, and for arrays of such rows. */
const GENERATED_TYPES = 10_000;

async function openEmbedded(folder: string, { snapshot, freeBytes }: DatabaseOptions): Promise<Database> {
  const { drizzle } = await import('drizzle-orm/pglite');
  const { migrate } = await import('drizzle-orm/pglite/migrator');
  const { PreparingPglite } = await import('./preparing-pglite.ts');
  const inMemory = folder === 'memory';
  if (!inMemory) makeFolder(resolve(folder));
  const room = inMemory && freeBytes === undefined ? ROOM_ELSEWHERE : roomIn(resolve(folder), freeBytes);
  await room.require();
  const unlock = inMemory ? undefined : await lockFolder(folder);
  const isNew = inMemory || !existsSync(join(folder, 'PG_VERSION'));
  const beginning = isNew && snapshot !== 'none' ? (snapshot ?? (await emptySnapshot())) : undefined;
  const pglite = new PreparingPglite({
    ...(!inMemory && { dataDir: folder }),
    ...(beginning && { loadDataDir: beginning }),
  });
  await pglite.waitReady;
  // Drizzle copies all parsers for every query, and most are for arrays of rows, which nobody reads.
  pglite.parsers = Object.fromEntries(
    Object.entries(pglite.parsers).filter(([type]) => Number(type) < GENERATED_TYPES),
  );
  const db = drizzle({ client: pglite });
  try {
    await db.execute(ON_QUICK_DISKS);
    await migrate(db, { migrationsFolder: MIGRATIONS });
    await refuseNewer(db);
    await tidyRewritten(db);
  } catch (error) {
    await pglite.close();
    await unlock?.();
    throw error;
  }
  return {
    db,
    bounded: db,
    driver: { kind: 'embedded', pglite },
    room,
    async close() {
      await pglite.close();
      await unlock?.();
    },
  };
}
