import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import type { PgAsyncDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { ROOM_ELSEWHERE, roomIn, type FreeBytes, type Room } from './free-space.ts';
import { lockFolder } from './lock.ts';

/** What queries are asked of: a database or a transaction in it, on a server or in process. */
export type Db = PgAsyncDatabase<PgQueryResultHKT>;

export interface Database {
  readonly db: Db;
  /** The driver's own, for the queue: it has statements and a listening connection of its own. */
  readonly driver:
    | { readonly kind: 'server'; readonly url: string }
    | { readonly kind: 'embedded'; readonly pglite: PGlite };
  /** To be asked before much is written. */
  readonly room: Room;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Asks the disk of an embedded database; the operating system when absent. */
  readonly freeBytes?: FreeBytes;
  /** Connections to a server at most. */
  readonly connectionsMax?: number;
  /** A dump of an embedded database to begin with in memory: three seconds faster than an empty one. */
  readonly snapshot?: Blob;
  /** Told of connections that broke while idle; the pool replaces them. */
  readonly onError?: (error: Error) => void;
}

/**
 * Opens a database and brings its tables up to date.
 *
 * @param url `postgres://…`, `pglite:FOLDER`, or `pglite:memory`
 * @throws when it cannot be reached, when its folder is in use by another process, or on a full disk.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  return /^postgres(ql)?:/.test(url)
    ? openServer(url, options)
    : openEmbedded(url.replace(/^pglite:(\/\/)?/, ''), options);
}

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));

/** Any number will do, as long as nobody else on the server uses it. */
const MIGRATION_LOCK = 8_338_753;

async function openServer(url: string, { connectionsMax = 10, onError }: DatabaseOptions): Promise<Database> {
  const { Pool } = await import('pg');
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const pool = new Pool({ connectionString: url, max: connectionsMax });
  // Unheard, the error of an idle connection ends the process.
  pool.on('error', (error) => onError?.(error));
  try {
    await migrateServer(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    db: drizzle({ client: pool }),
    driver: { kind: 'server', url },
    room: ROOM_ELSEWHERE,
    close: () => pool.end(),
  };
}

/** Under an advisory lock: drizzle takes none, and processes start together. */
async function migrateServer(pool: Pool): Promise<void> {
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { migrate } = await import('drizzle-orm/node-postgres/migrator');
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle({ client }), { migrationsFolder: MIGRATIONS });
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    client.release();
  } catch (error) {
    // Dropping the connection frees the lock, whatever state it is in.
    client.release(true);
    throw error;
  }
}

async function openEmbedded(folder: string, { snapshot, freeBytes }: DatabaseOptions): Promise<Database> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { drizzle } = await import('drizzle-orm/pglite');
  const { migrate } = await import('drizzle-orm/pglite/migrator');
  const inMemory = folder === 'memory';
  if (!inMemory) await mkdir(resolve(folder), { recursive: true });
  const room = inMemory && freeBytes === undefined ? ROOM_ELSEWHERE : roomIn(resolve(folder), freeBytes);
  await room.require();
  const unlock = inMemory ? undefined : await lockFolder(folder);
  const pglite = await PGlite.create(inMemory ? { ...(snapshot && { loadDataDir: snapshot }) } : { dataDir: folder });
  const db = drizzle({ client: pglite });
  await migrate(db, { migrationsFolder: MIGRATIONS });
  return {
    db,
    driver: { kind: 'embedded', pglite },
    room,
    async close() {
      await pglite.close();
      await unlock?.();
    },
  };
}
