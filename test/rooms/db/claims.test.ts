import { sql } from 'drizzle-orm';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClaims } from '#db/claims.ts';
import type { Database } from '#db/client.ts';
import { createBoss } from '#db/queue.ts';
import { onBothDatabases } from '../../databases.ts';

/** Seconds; jobs of tests were taken a minute ago. */
const GRACE = 5;

onBothDatabases((open, kind) => {
  let database: Database;
  let boss: PgBoss;
  beforeAll(async () => {
    database = await open();
    boss = createBoss(database);
    await boss.start();
    await boss.createQueue('collect');
  });
  afterAll(async () => {
    await boss.stop({ graceful: false });
    await database.close();
  });

  /** A job that was taken longer ago than the time allowed for locking it. */
  async function takenJob(): Promise<string> {
    await boss.insert('collect', [{ data: { key: 'partition' } }]);
    const [job] = await boss.fetch('collect');
    if (job === undefined) throw new Error('A job that is queued is given.');
    await database.db.execute(sql`update pgboss.job set started_on = now() - interval '1 minute' where id = ${job.id}`);
    return job.id;
  }

  test.runIf(kind === 'embedded')(
    'a job is abandoned when this process never took it, and when its end is not written',
    async () => {
      const id = await takenJob();
      const job = { name: 'collect', id, retryCount: 0 };
      const claims = openClaims(database, () => {});
      expect(await claims.abandoned(GRACE)).toEqual([job]);
      const release = await claims.hold(id);
      expect(await claims.abandoned(GRACE)).toEqual([]);
      release();
      // Its end may be written down right now.
      expect(await claims.abandoned(GRACE)).toEqual([]);
      expect(await claims.abandoned(GRACE)).toEqual([job]);
      await claims.close();
    },
  );

  test.runIf(kind === 'embedded')('a job that is taken again after its release is held', async () => {
    const id = await takenJob();
    const claims = openClaims(database, () => {});
    const isAbandoned = async () => (await claims.abandoned(GRACE)).some((job) => job.id === id);
    const release = await claims.hold(id);
    release();
    const releaseAgain = await claims.hold(id);
    expect([await isAbandoned(), await isAbandoned()]).toEqual([false, false]);
    releaseAgain();
    expect([await isAbandoned(), await isAbandoned()]).toEqual([false, true]);
    await claims.close();
  });

  test.runIf(kind === 'embedded')(
    'of a dead process jobs are abandoned at once, and of this one after a time',
    async () => {
      const id = await takenJob();
      const claims = openClaims(database, () => {});
      expect((await claims.abandoned(3600)).map((job) => job.id)).toContain(id);
      expect(await claims.abandoned(3600)).toEqual([]);
      await claims.close();
    },
  );

  const holders = async () => {
    const rows = await database.db.execute<{ pid: number }>(
      sql`select pid from pg_locks where locktype = 'advisory' and classid = 8338754
        and database = (select oid from pg_database where datname = current_database())`,
      'objects',
    );
    return rows.map(({ pid }) => pid);
  };

  test.runIf(kind === 'server')('a job is abandoned when nobody holds it any more', async () => {
    const id = await takenJob();
    const errors: unknown[] = [];
    const [mine, others] = [openClaims(database, (error) => errors.push(error)), openClaims(database, () => {})];
    const taken = async () => (await others.abandoned(GRACE)).filter((job) => job.id === id);
    expect(await taken()).toEqual([{ name: 'collect', id, retryCount: 0 }]);
    const release = await mine.hold(id);
    expect(await taken()).toEqual([]);
    release();
    await mine.hold('another');
    expect(await taken()).toHaveLength(1);
    const releaseAgain = await mine.hold(id);
    releaseAgain();
    await mine.abandoned(GRACE);
    expect(await taken()).toHaveLength(1);
    await mine.hold(id);
    await mine.close();
    await expect.poll(taken).toHaveLength(1);
    await others.close();
    expect(errors).toEqual([]);
  });

  test.runIf(kind === 'server')('what is held over a connection that breaks is held again over another', async () => {
    const id = await takenJob();
    const errors: unknown[] = [];
    const claims = openClaims(database, (error) => errors.push(error));
    await claims.hold(id);
    const [broken] = await holders();
    await database.db.execute(sql`select pg_terminate_backend(${broken})`);
    await expect.poll(() => errors.length).toBeGreaterThan(0);
    expect((await claims.abandoned(GRACE)).filter((job) => job.id === id)).toEqual([]);
    expect(await holders()).toHaveLength(1);
    await claims.close();
    await expect.poll(holders).toEqual([]);
  });

  test.runIf(kind === 'server')('work goes on where no connection can be had, and it is told', async () => {
    const errors: unknown[] = [];
    const away: Database = { ...database, driver: { kind: 'server', url: 'postgres://nobody@127.0.0.1:1/nothing' } };
    const claims = openClaims(away, (error) => errors.push(error));
    (await claims.hold('any'))();
    expect(errors).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await claims.close();
  });
});
