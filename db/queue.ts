import assert from 'node:assert/strict';
import { SQL, sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss, type ConstructorOptions } from 'pg-boss';
import type { Database, Db } from './client.ts';
import type { Room } from './free-space.ts';
import { PreparingClient } from './preparing-client.ts';

/** The queue, in its own schema `pgboss` of the same database. Not started. */
export function createBoss({ driver, room }: Database): PgBoss {
  return driver.kind === 'server'
    ? new PgBoss({ ...OPTIONS, ...POOL, connectionString: driver.url })
    : new PgBoss({ ...OPTIONS, db: withRoom(fromPglite(driver.pglite), room), backend: 'pglite' });
}

/** Creates the queue's tables in a database that has none, without traces of the process that did it. */
export async function makeQueueTables(database: Database): Promise<void> {
  const boss = createBoss(database);
  await boss.start();
  await boss.stop({ graceful: false });
  await database.db.execute(sql`truncate pgboss.instance`);
  await database.db.execute(sql`update pgboss.version set cron_on = null, bam_on = null, flow_on = null`);
}

/** Rejects the queue's statements while the disk has no room: it writes all the time, and retries by itself. */
function withRoom(asked: ReturnType<typeof fromPglite>, room: Room): ReturnType<typeof fromPglite> {
  return {
    ...asked,
    async executeSql(text, values) {
      await room.require();
      return asked.executeSql(text, values);
    },
  };
}

/** Makes a call of the queue part of a transaction. */
export function within(db: Db): { readonly db: ReturnType<typeof fromDrizzle> } {
  const execute = async (query: unknown) => {
    assert(query instanceof SQL, 'The queue is given the tag that makes SQL, and uses it.');
    return { rows: await db.execute(query, 'objects') };
  };
  return { db: fromDrizzle({ execute }, sql) };
}

/** Options that pg-boss hands on to the driver. */
const POOL = { Client: PreparingClient, max: 4 };

const OPTIONS: ConstructorOptions = {
  // Notifications wake the workers; polling catches the ones that got lost.
  useListenNotify: true,
  // How soon the jobs of a killed worker are given to another one, besides their heartbeat.
  superviseIntervalSeconds: 15,
  monitorVacuum: false,
  openTelemetry: { enabled: false },
};
