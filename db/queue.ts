import { SQL, sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss, type ConstructorOptions } from 'pg-boss';
import type { Database, Db } from './client.ts';
import type { Room } from './free-space.ts';

/** The queue that lives in the database's own schema `pgboss`, beside ours. Not started. */
export function createBoss({ driver, room }: Database): PgBoss {
  return driver.kind === 'server'
    ? new PgBoss({ ...OPTIONS, connectionString: driver.url, max: 4 })
    : new PgBoss({ ...OPTIONS, db: withRoom(fromPglite(driver.pglite), room), backend: 'pglite' });
}

/** Makes the tables of the queue in a database that has none, with nothing in them of who made them. */
export async function makeQueueTables(database: Database): Promise<void> {
  const boss = createBoss(database);
  await boss.start();
  await boss.stop({ graceful: false });
  await database.db.execute(sql`truncate pgboss.instance`);
  await database.db.execute(sql`update pgboss.version set cron_on = null, bam_on = null, flow_on = null`);
}

/** Refuses what the queue asks while there is no room: it writes all the time, and tries again by itself. */
function withRoom(asked: ReturnType<typeof fromPglite>, room: Room): ReturnType<typeof fromPglite> {
  return {
    ...asked,
    async executeSql(text, values) {
      await room.require();
      return asked.executeSql(text, values);
    },
  };
}

/** Lets a call of the queue take part in a transaction. */
export function within(db: Db): { readonly db: ReturnType<typeof fromDrizzle> } {
  const execute = async (query: unknown) => {
    if (!(query instanceof SQL)) throw new Error('The queue is given the tag that makes SQL, and must use it.');
    return { rows: await db.execute(query, 'objects') };
  };
  return { db: fromDrizzle({ execute }, sql) };
}

const OPTIONS: ConstructorOptions = {
  // Workers are woken by a notification; polling is for those that get lost.
  useListenNotify: true,
  // How soon the jobs of a worker that was killed are given to another, besides their heartbeat.
  superviseIntervalSeconds: 15,
  monitorVacuum: false,
  openTelemetry: { enabled: false },
};
