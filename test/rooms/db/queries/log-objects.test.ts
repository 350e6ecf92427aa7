import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import {
  duePartitions,
  objectNamed,
  objectCounts,
  pendingObjects,
  putLogObjects,
  troubledObjects,
} from '#db/queries/log-objects.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { later, logObject, nothingMore, NOW, receiveObjects, report, turn } from '../turns.ts';

const PARTITION = 'cloudtrail/111122223333';

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
  });
  afterAll(() => database.close());

  test('an object is entered once, however often it comes; other content under its key is another object', async () => {
    expect(await receiveObjects(database.db, [1, 2, 2])).toEqual({ objects: 2, partitions: [PARTITION] });
    expect(await receiveObjects(database.db, [2, 1])).toEqual({ objects: 0, partitions: [] });
    expect(await receiveObjects(database.db, [1], PARTITION, { etag: 'other' })).toEqual({
      objects: 1,
      partitions: [PARTITION],
    });
  });

  test('pending objects come in order of their keys, as they were given, and only those that are due', async () => {
    await receiveObjects(database.db, [3, 1, 2]);
    await receiveObjects(database.db, [4], 'flow', { source: 'vpc-flow', accountId: undefined, region: undefined });
    const due = async (partition: string) => (await pendingObjects(database.db, partition, NOW, 2)).objects;
    expect(await due(PARTITION)).toEqual([
      { object: logObject(1), attempts: 0, refused: undefined, earlier: [] },
      { object: logObject(2), attempts: 0, refused: undefined, earlier: [] },
    ]);
    expect(await due('flow')).toMatchObject([{ object: { source: 'vpc-flow', accountId: undefined } }]);
    expect(await duePartitions(database.db, NOW)).toEqual([PARTITION, 'flow']);
    expect(await duePartitions(database.db, later(-1))).toEqual([]);
  });

  test('objects are counted by state, and those with troubles are told of, the latest first', async () => {
    const { db } = database;
    expect(await objectCounts(db)).toEqual({ pending: 0, read: 0, passed: 0, failed: 0 });
    const trouble = { kind: 'truncated', message: 'Cut off.', position: 3, records: 2 } as const;
    for (const n of [1, 2, 3, 4]) await putLogObjects(db, [{ object: logObject(n), partition: 'p' }], later(n));
    const reports = [
      report(logObject(1), { troubles: [trouble] }),
      report(logObject(2), { state: 'passed' }),
      report(logObject(3), { state: 'failed', troubles: [trouble] }),
    ];
    await commitTurn(db, turn({ reports }), nothingMore);
    expect(await objectCounts(db)).toEqual({ pending: 1, read: 1, passed: 1, failed: 1 });
    expect((await troubledObjects(db, 10)).map(({ key }) => key)).toEqual([logObject(3).key, logObject(1).key]);
    expect(await troubledObjects(db, 1)).toHaveLength(1);
  });

  test('an object that was read is found by the name that findings give it, of several contents the last', async () => {
    const { db } = database;
    const [object, other, beside] = [logObject(1), logObject(1, { etag: 'other' }), logObject(1, { bucket: 'beside' })];
    const name = `s3://${object.bucket}/${object.key}`;
    const received = [object, other, beside, logObject(2)].map((each) => ({ object: each, partition: PARTITION }));
    await putLogObjects(db, received, NOW);
    expect(await objectNamed(db, name)).toBeUndefined();
    for (const [n, each] of [other, object, beside].entries())
      await commitTurn(db, turn({ reports: [report(each)], now: later(n) }), nothingMore);
    expect(await objectNamed(db, name)).toEqual(object);
    expect(await objectNamed(db, object.key)).toBeUndefined();
    const file = logObject(3, { bucket: '', key: 'logs/one.json' });
    await putLogObjects(db, [{ object: file, partition: PARTITION }], NOW);
    await commitTurn(db, turn({ reports: [report(file)] }), nothingMore);
    expect(await objectNamed(db, file.key)).toEqual(file);
  });
});
