import { expect, test } from 'vitest';
import { createLog } from '#services/log.ts';
import { followQueues } from '#services/workers/kits/follow-queues.ts';
import { QueueFake } from '../../../world/queue-fake.ts';

test('it is measured how many messages wait in a queue, by the name of the queue alone', async () => {
  const queue = new QueueFake();
  for (const body of ['a', 'b', 'c']) queue.send(body);
  const measured: unknown[] = [];
  const world = { log: createLog('silent'), measure: (...given: unknown[]) => void measured.push(given) };
  const hearing = followQueues(world, queue.aws, [queue.url], async () => []);
  await expect.poll(() => measured, { timeout: 30_000 }).toEqual([['vedette_queue_messages', { queue: 'events' }, 3]]);
  await hearing[Symbol.asyncDispose]();
});
