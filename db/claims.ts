import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import type { Database } from './client.ts';

/** A job that a worker took and has not ended, and the number of the attempt. */
export interface TakenJob {
  readonly name: string;
  readonly id: string;
  readonly retryCount: number;
}

/**
 * Knows which jobs still have a living worker. A worker that takes a job holds a lock, which ends with its connection
 * and so with its process, however that dies. Others notice at once; by heartbeats alone they would notice after a
 * minute.
 */
export interface Claims {
  /** @returns a function that releases the job */
  hold(jobId: string): Promise<() => Promise<void>>;
  /** Jobs whose workers are dead. @param graceSeconds time allowed between taking a job and holding its lock */
  abandoned(graceSeconds: number): Promise<readonly TakenJob[]>;
  close(): Promise<void>;
}

/** @param onError receives the error of a connection that broke; its locks are taken again over a new connection */
export function openClaims(database: Database, onError: (error: unknown) => void): Claims {
  const { driver } = database;
  return driver.kind === 'server' ? serverClaims(database, driver.url, onError) : embeddedClaims(database);
}

/** An arbitrary number that no other application on the server may use for advisory locks. */
const CLAIM_LOCKS = 8_338_754;

function serverClaims({ db }: Database, url: string, onError: (error: unknown) => void): Claims {
  const held = new Set<string>();
  let closed = false;
  let connection: Promise<Client> | undefined;

  const connect = async (onBroken: () => void): Promise<Client> => {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: url, keepAlive: true });
    client.on('error', (error) => {
      onBroken();
      if (!closed) onError(error);
    });
    await client.connect();
    for (const id of held) await client.query(LOCK, [CLAIM_LOCKS, id]);
    return client;
  };
  const open = (): Promise<Client> => {
    // A broken connection reports several errors; by the later ones, a new connection may have replaced it.
    const forget = () => {
      if (connection === opening) connection = undefined;
    };
    const opening = connect(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return opening;
  };
  // A connection runs one statement at a time, but several jobs are taken at once.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (statement: string, id: string): Promise<unknown> => {
    const asked = last.then(async () => {
      connection ??= open();
      return (await connection).query(statement, [CLAIM_LOCKS, id]);
    });
    last = asked.catch(() => undefined);
    return asked;
  };
  // Work goes on without the lock: a job that a second worker also gets costs time, but its results stay correct.
  const trying = (statement: string, id: string) => ask(statement, id).catch(onError);

  return {
    async hold(jobId) {
      await trying(LOCK, jobId);
      held.add(jobId);
      return async () => {
        held.delete(jobId);
        await trying(UNLOCK, jobId);
      };
    },
    async abandoned(graceSeconds) {
      // Reopens a broken connection, which takes the held locks again.
      if (connection === undefined && held.size > 0) await trying(TOUCH, '');
      return db.execute<TakenJob & Record<string, unknown>>(
        sql`
        select j.name, j.id::text as id, j.retry_count as "retryCount" from pgboss.job j
        where j.state = 'active' and j.started_on < now() - ${graceSeconds} * interval '1 second'
          and not exists (
            select from pg_locks l
            where l.locktype = 'advisory' and l.objsubid = 2 and l.classid = ${CLAIM_LOCKS}
              and l.objid = (hashtext(j.id::text)::bigint & 4294967295)::oid
              and l.database = (select oid from pg_database where datname = current_database()))`,
        'objects',
      );
    },
    async close() {
      closed = true;
      await (await connection?.catch(() => undefined))?.end();
    },
  };
}

const LOCK = 'select pg_advisory_lock_shared($1, hashtext($2))';
const UNLOCK = 'select pg_advisory_unlock_shared($1, hashtext($2))';
const TOUCH = 'select $1::int, $2::text';

/** An embedded database has one process: jobs that are active when it opens belong to a dead one. */
function embeddedClaims({ db }: Database): Claims {
  const opening = db.execute<TakenJob & Record<string, unknown>>(
    sql`select name, id::text as id, retry_count as "retryCount" from pgboss.job where state = 'active'`,
    'objects',
  );
  let told = false;
  return {
    hold: async () => async () => {},
    async abandoned() {
      if (told) return [];
      told = true;
      return opening;
    },
    close: async () => {},
  };
}
