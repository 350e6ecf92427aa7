import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import type { Database } from './client.ts';

/** A job that somebody took and has not ended, and which attempt that is. */
export interface TakenJob {
  readonly name: string;
  readonly id: string;
  readonly retryCount: number;
}

/**
 * Says which jobs have somebody alive at work on them. Who takes a job holds a lock that ends with the connection, so
 * with the process, however it dies: others see at once what a heartbeat would tell them after a minute.
 */
export interface Claims {
  /** @returns lets go of the job */
  hold(jobId: string): Promise<() => Promise<void>>;
  /** Jobs whose takers are dead. @param graceSeconds from taking a job to holding its lock */
  abandoned(graceSeconds: number): Promise<readonly TakenJob[]>;
  close(): Promise<void>;
}

/** @param onError told of a connection that broke; what was held over it is held again over a new one */
export function openClaims(database: Database, onError: (error: unknown) => void): Claims {
  const { driver } = database;
  return driver.kind === 'server' ? serverClaims(database, driver.url, onError) : embeddedClaims(database);
}

/** Any number will do, as long as nobody else on the server uses it. */
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
    // One that breaks says so more than once, by when another may have taken its place.
    const forget = () => {
      if (connection === opening) connection = undefined;
    };
    const opening = connect(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return opening;
  };
  // A connection answers one question at a time, and jobs are taken together.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (statement: string, id: string): Promise<unknown> => {
    const asked = last.then(async () => {
      connection ??= open();
      return (await connection).query(statement, [CLAIM_LOCKS, id]);
    });
    last = asked.catch(() => undefined);
    return asked;
  };
  // Work goes on without a lock: a job that is given to another as well costs time, not truth.
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
      // A connection that broke is opened again for what it held.
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

/** One process has the database: what was taken when it opens was taken by one that is dead. */
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
