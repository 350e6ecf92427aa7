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
  /** @returns a function that releases the job, soon: with the next job that is held, or the next look for abandoned ones */
  hold(jobId: string): Promise<() => void>;
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
  /**
   * Jobs that were released but whose locks are still held. They are unlocked together: a statement for each would be
   * one more per job.
   */
  let released: string[] = [];
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
    released = [];
    await client.query(TURN_OVER, [CLAIM_LOCKS, [], [...held]]);
    return client;
  };
  const open = (): Promise<Client> => {
    // A broken connection reports several errors. When a later one arrives, a new connection may have replaced it.
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
  const ask = (ids: readonly string[]): Promise<unknown> => {
    const asked = last.then(async () => {
      connection ??= open();
      const client = await connection;
      const over = released;
      released = [];
      return client.query(TURN_OVER, [CLAIM_LOCKS, over, ids]);
    });
    last = asked.catch(() => undefined);
    return asked;
  };
  // Work goes on without the lock: a job that a second worker also gets costs time, but its results stay correct.
  const trying = (...ids: readonly string[]) => ask(ids).catch(onError);

  return {
    async hold(jobId) {
      await trying(jobId);
      held.add(jobId);
      return () => {
        held.delete(jobId);
        released.push(jobId);
      };
    },
    async abandoned(graceSeconds) {
      // Reopens a broken connection, which takes the held locks again.
      if (released.length > 0 || (connection === undefined && held.size > 0)) await trying();
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

/** Unlocks some jobs and locks others. */
const TURN_OVER = `
  select pg_advisory_unlock_shared($1, hashtext(id)) from unnest($2::text[]) as id
  union all
  select pg_advisory_lock_shared($1, hashtext(id)) is null from unnest($3::text[]) as id`;

/**
 * An embedded database has one process: a job that is active and not held belongs to a dead one, or has ended while the
 * full disk kept the queue from writing that down.
 */
function embeddedClaims({ db }: Database): Claims {
  /** By the id of the job: it may be taken again before its earlier release is forgotten. */
  const held = new Map<string, symbol>();
  let released: (readonly [jobId: string, hold: symbol])[] = [];
  let isFirstLook = true;
  return {
    async hold(jobId) {
      const hold = Symbol(jobId);
      held.set(jobId, hold);
      return () => released.push([jobId, hold]);
    },
    async abandoned(graceSeconds) {
      // Before the first look, this process has taken no job.
      const grace = isFirstLook ? 0 : graceSeconds;
      isFirstLook = false;
      // The end of a job is written down after its release, so it counts as held until the next look.
      const ended = released;
      released = [];
      const active = await db.execute<TakenJob & Record<string, unknown>>(
        sql`
        select name, id::text as id, retry_count as "retryCount" from pgboss.job
        where state = 'active' and started_on <= now() - ${grace} * interval '1 second'`,
        'objects',
      );
      const abandoned = active.filter(({ id }) => !held.has(id));
      for (const [id, hold] of ended) if (held.get(id) === hold) held.delete(id);
      return abandoned;
    },
    close: async () => {},
  };
}
