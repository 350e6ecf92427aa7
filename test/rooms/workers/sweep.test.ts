import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { takeLearning } from '#db/queries/learning.ts';
import { duePartitions, putLogObjects } from '#db/queries/log-objects.ts';
import { storedState } from '#db/queries/turn.ts';
import { findingGroups } from '#db/schema/finding-counts.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { days } from '#services/model/time.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import { sweep, wakeDue } from '#services/workers/sweep.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { created, finding, logObject, nothingMore, NOW, report, turn } from '../db/turns.ts';
import { recordingQueue } from './recording-queue.ts';
import { testSink, testWorld } from './world.ts';

const PARTITION = 'cloudtrail/111122223333';
const TALLY = { type: 'Recon:EC2/Portscan', windowStart: NOW.getTime() };

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

test('whoever has something due is woken, and nobody else', async () => {
  const { db } = database;
  const world = { database, now: () => NOW, sinks: [testSink()] };
  const queue = recordingQueue();
  expect(await wakeDue(world, queue)).toBe(0);
  expect(queue.woken).toEqual([]);

  const found = finding(1);
  const delivery = {
    sink: 'test',
    terms: EVERY_VERSION,
    findingId: found.id,
    partition: '111122223333 us-east-1',
    version: found.updatedAt,
  };
  await commitTurn(db, turn({ findings: created(found), deliveries: [delivery] }), nothingMore);
  await putLogObjects(db, [{ object: logObject(1), partition: PARTITION }], NOW);
  await putLogObjects(db, [{ object: logObject(2), partition: 'later' }], new Date(NOW.getTime() + 1));
  expect(await wakeDue(world, queue)).toBe(2);
  expect(queue.woken).toEqual([
    { job: 'collect', keys: [PARTITION] },
    { job: 'deliver', keys: ['test 111122223333 us-east-1'] },
  ]);
});

/** A window that ended at `NOW`, in a partition whose newest record is this much later. */
async function windowBefore(newestMs: number): Promise<void> {
  const { db } = database;
  await putLogObjects(db, [{ object: logObject(1), partition: PARTITION }], NOW);
  const reports = [report(logObject(1), { lastTime: NOW.getTime() + newestMs })];
  const tallies = [{ ...TALLY, windowEnd: NOW.getTime(), previous: undefined, value: Buffer.of(1) }];
  await commitTurn(db, turn({ reports, tallies }), nothingMore);
}

const isOpen = async () =>
  (await storedState(database.db, PARTITION, [{ ...TALLY, held: undefined }])).tallies.length === 1;

test('a window is open for seven days after it ended, for logs that come late, and no longer', async () => {
  const world = testWorld(database, []);
  world.advance(days(30));
  await windowBefore(days(7));
  await sweep(world, memoryOf());
  expect(await isOpen()).toBe(true);
  await database.db.execute(sql`truncate log_objects, tallies`);
  await windowBefore(days(7) + 1);
  await sweep(world, memoryOf());
  expect(await isOpen()).toBe(false);
  expect(world.told).toEqual([
    { event: 'swept', details: { tallies: 0, findings: 0, objects: 0, facts: 0, judged: 0, batches: 0 } },
    { event: 'swept', details: { tallies: 1, findings: 0, objects: 0, facts: 0, judged: 0, batches: 0 } },
  ]);
});

test('what statements added to the counts of findings is summed up', async () => {
  const { db } = database;
  for (const n of [1, 2, 3]) await commitTurn(db, turn({ findings: created(finding(n)) }), nothingMore);
  expect(await db.$count(findingGroups)).toBe(3);
  await sweep(testWorld(database, []), memoryOf());
  expect(await db.$count(findingGroups)).toBe(1);
});

test('what is older than the retention goes, to the day', async () => {
  const { db } = database;
  const changed = new Date(testWorld(database, []).now().getTime() - days(90));
  await commitTurn(db, turn({ findings: created(finding(1, { updatedAt: changed.toISOString() })) }), nothingMore);
  await putLogObjects(db, [{ object: logObject(1), partition: PARTITION }], NOW);
  const world = testWorld(database, []);
  await sweep(world, memoryOf());
  world.advance(1);
  await sweep(world, memoryOf());
  expect(world.told.map(({ details }) => details)).toEqual([
    { tallies: 0, findings: 0, objects: 0, facts: 0, judged: 0, batches: 0 },
    { tallies: 0, findings: 1, objects: 0, facts: 0, judged: 0, batches: 0 },
  ]);
  expect(await duePartitions(db, NOW)).toEqual([PARTITION]);
});

test.skipIf(inject('postgresUrl') === undefined)(
  'a process that learns past days holds all windows open until it ends, and is alone',
  async () => {
    const world = testWorld(database, []);
    world.advance(days(30));
    await windowBefore(days(8));
    const taken = await takeLearning(database);
    await expect(takeLearning(database)).rejects.toMatchObject({ kind: 'in-use' });
    await sweep(world, memoryOf());
    expect(await isOpen()).toBe(true);
    await taken[Symbol.asyncDispose]();
    await sweep(world, memoryOf());
    expect(await isOpen()).toBe(false);
  },
);
