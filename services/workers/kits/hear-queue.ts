import { setTimeout as pause } from 'node:timers/promises';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { deleteMessages, receiveMessages, type QueueMessage } from '#services/aws/sqs.ts';
import { seconds } from '#services/model/time.ts';
import type { World } from '../../world.ts';
import { gathered } from './gathered.ts';

/** After a refusal or a failure: long enough to be no burden, short enough to be back when AWS is. */
const AGAIN_MS = seconds(10);

/** Who follows each queue at the same time: each waits for the database, and one alone would wait most of the time. */
const FOLLOWERS = 4;

/**
 * Hears queues until it is disposed of. A message is taken off its queue after `take` is done with it, never before: who
 * dies between the two hears it again.
 *
 * @param againMs after a failure
 * @param take makes durable what messages bring; gives those that are done with. The others stay, for the queue's own dead letters
 */
export function hearQueues(
  { log }: Pick<World, 'log'>,
  aws: Aws,
  queues: readonly string[],
  take: (messages: readonly QueueMessage[], queue: string) => Promise<readonly QueueMessage[]>,
  againMs = AGAIN_MS,
): AsyncDisposable {
  const stop = new AbortController();
  const running = queues.flatMap((queue) => {
    // A transaction for every few messages would be most of the work.
    const takeAll = gathered((messages: readonly QueueMessage[]) => take(messages, queue));
    return Array.from({ length: FOLLOWERS }, async () => {
      while (!stop.signal.aborted)
        try {
          const config = await aws.client(ADMINISTRATOR, regionOfQueue(queue));
          const messages = await receiveMessages(config, queue, stop.signal);
          if (messages.length === 0) continue;
          const taken = new Set(await takeAll(messages));
          const done = messages.filter((message) => taken.has(message));
          if (done.length > 0) await deleteMessages(config, queue, done);
        } catch (error) {
          if (stop.signal.aborted) return;
          // Whatever it is, the messages are still there.
          log.warn('queue-refused', { queue, error });
          await pause(againMs, undefined, { signal: stop.signal }).catch(() => undefined);
        }
    });
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/NAME`; undefined where an emulator answers. */
export function regionOfQueue(queue: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(queue)?.[1];
}
