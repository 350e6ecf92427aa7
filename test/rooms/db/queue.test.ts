import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { createBoss, within } from '#db/queue.ts';

let database: Database;
let boss: PgBoss;
beforeAll(async () => {
  database = await openDatabase('pglite:memory');
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

test('the queue is refused room where there is none', async () => {
  const full: Database = { ...database, room: { require: () => Promise.reject(new Error('No room.')) } };
  await expect(createBoss(full).start()).rejects.toThrow('No room.');
});

function jobsOf(key: string) {
  return [{ data: { key } }];
}
