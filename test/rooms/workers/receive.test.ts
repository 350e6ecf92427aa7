import { expect, test } from 'vitest';
import { pendingObjects } from '#db/queries/log-objects.ts';
import { partitionOf, receive, type Partitioning } from '#services/workers/receive.ts';
import { openEmpty } from '../../databases.ts';
import { logObject } from '../db/turns.ts';
import { recordingQueue } from './recording-queue.ts';
import { testWorld } from './world.ts';

const SOURCES: readonly Partitioning[] = [
  { name: 'cloudtrail', partition: 'account' },
  { name: 'vpc-flow', partition: 'account-and-region' },
];

test.each([
  ['an account’s events of all Regions are one partition', {}, 'cloudtrail/111122223333'],
  ['flow records are one an account and Region', { source: 'vpc-flow' }, 'vpc-flow/111122223333/us-east-1'],
  ['what no key tells apart is together', { source: undefined, accountId: undefined }, 'unrecognized/unknown'],
  [
    'a flow object that does not say where it is from',
    { source: 'vpc-flow', region: undefined },
    'vpc-flow/111122223333/unknown',
  ],
] as const)('%s', (_, rest, partition) => {
  expect(partitionOf(logObject(1, rest), SOURCES)).toBe(partition);
});

test('who is woken sees what was received, for it may have been waiting and look at once', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  const world = testWorld(database, []);
  const seen: number[] = [];
  const queue = {
    ...recordingQueue(),
    async wake(_: unknown, __: unknown, [partition = '']: readonly string[]) {
      seen.push((await pendingObjects(database.db, partition, world.now(), 9)).objects.length);
    },
  };
  await receive(world, queue, SOURCES, [logObject(1), logObject(2)]);
  await receive(world, queue, SOURCES, [logObject(3)], async () => {});
  expect(seen).toEqual([2, 3]);
});
