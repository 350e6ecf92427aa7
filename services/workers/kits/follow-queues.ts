import { setTimeout as pause } from 'node:timers/promises';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { deleteMessages, receiveMessages, waitingMessages, type QueueMessage } from '#services/aws/sqs.ts';
import { minutes, seconds } from '#services/model/time.ts';
import type { Measure } from '#services/model/metric.ts';
import type { World } from '../../world.ts';
import { gathered } from './gathered.ts';

/** The pause after a refusal or a failure: long enough to be no burden, short enough to resume soon after AWS does. */
const AGAIN_MS = seconds(10);

/** Interval at which the number of waiting messages is measured. */
const MEASURED_MS = minutes(1);

/** Receivers for each queue: each waits for the database most of the time, so one alone would leave the queue idle. */
const FOLLOWERS = 4;

/**
 * Receives from queues until it is disposed of. A message is removed from its queue only after `take` is done with it:
 * a process that dies in between receives it again.
 *
 * @param againMs pause after a failure
 * @param take stores the contents of messages and returns the messages that are done. The others stay, and go to the
 * queue's own dead-letter queue
 */
export function followQueues(
  { log, measure }: Pick<World, 'log' | 'measure'>,
  aws: Aws,
  queues: readonly string[],
  take: (messages: readonly QueueMessage[], queue: string) => Promise<readonly QueueMessage[]>,
  againMs = AGAIN_MS,
): AsyncDisposable {
  const stop = new AbortController();
  const running = queues.flatMap((queue) => {
    // Messages of all receivers share transactions, because a transaction costs more than storing a few messages.
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
          // No error loses messages: they are still in the queue.
          log.warn('queue-refused', { queue, error });
          await pause(againMs, undefined, { signal: stop.signal }).catch(() => undefined);
        }
    });
  });
  if (measure !== undefined) running.push(...queues.map((queue) => measureDepth(measure, aws, queue, stop.signal)));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Measures how many messages wait. A failed request is not reported here: failed AWS calls are counted elsewhere. */
async function measureDepth(measure: Measure, aws: Aws, queue: string, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const waiting = await aws
      .client(ADMINISTRATOR, regionOfQueue(queue))
      .then((config) => waitingMessages(config, queue))
      .catch(() => undefined);
    if (waiting !== undefined)
      measure('vedette_queue_messages', { queue: queue.slice(queue.lastIndexOf('/') + 1) }, waiting);
    await pause(MEASURED_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/NAME`; undefined for the address of an emulator. */
export function regionOfQueue(queue: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(queue)?.[1];
}
