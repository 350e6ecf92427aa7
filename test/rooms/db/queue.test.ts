import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClaims } from '#db/claims.ts';
import type { Database } from '#db/client.ts';
import { isReady } from '#db/queries/ready.ts';
import { createBoss, within } from '#db/queue.ts';
import { openEmbedded } from '../../databases.ts';

let database: Database;
let boss: PgBoss;
beforeAll(async () => {
  database = await openEmbedded();
  boss = createBoss(database);
  await boss.start();
  await boss.createQueue('collect');
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await database.close();
});

const waiting = async () => (await boss.findJobs('collect')).map(({ data }) => data);

test('a job is queued with the transaction that asks for it, or not at all', async () => {
  await database.db.transaction(async (tx) => {
    await boss.insert('collect', jobsOf('kept'), within(tx));
  });
  const failing = database.db.transaction(async (tx) => {
    await boss.insert('collect', jobsOf('lost'), within(tx));
    throw new Error('The turn fails.');
  });
  await expect(failing).rejects.toThrow('The turn fails.');
  expect(await waiting()).toEqual([{ key: 'kept' }]);
});

test('what a process had taken that had the embedded database before is told once', async () => {
  const [taken] = await boss.fetch('collect');
  const claims = openClaims(database, () => {});
  expect(await claims.abandoned(0)).toEqual([{ name: 'collect', id: taken?.id, retryCount: 0 }]);
  expect(await claims.abandoned(0)).toEqual([]);
});

test('the queue is refused room where there is none', async () => {
  const full: Database = { ...database, room: { require: () => Promise.reject(new Error('No room.')) } };
  await expect(createBoss(full).start()).rejects.toThrow('No room.');
});

test('a database is ready while it answers', async () => {
  const own = await openEmbedded();
  expect(await isReady(own.db)).toBe(true);
  await own.close();
  expect(await isReady(own.db)).toBe(false);
});

function jobsOf(key: string) {
  return [{ data: { key } }];
}
