import { setTimeout as pause } from 'node:timers/promises';
import { ADMINISTRATOR, type Aws } from '#services/aws/aws.ts';
import { deleteMessages, receiveMessages, type QueueMessage } from '#services/aws/sqs.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { minutes, seconds } from '#services/model/time.ts';
import { isOfPlace, listedBelow, logObjectOf } from '#services/organization/listing.ts';
import { noticesIn, type ObjectNotice } from '#services/organization/object-notice.ts';
import type { LogPrefix } from '#services/organization/plan.ts';
import type { World } from '../world.ts';
import { rememberedPrefixes, type Receive } from './pass/list-prefixes.ts';

export interface NotificationSettings {
  /** URLs of queues of SQS. */
  readonly queues: readonly string[];
  /** Who follows each queue at the same time: each waits for the ledger, and one alone would wait most of the time. */
  readonly followers?: number;
}

/** What is known of places is looked up anew after this, for new accounts and trails are found all the time. */
const PLACES_MS = minutes(1);
/** After a refusal or a failure: long enough to be no burden, short enough to be back when AWS is. */
const AGAIN_MS = seconds(10);

/**
 * Hears from queues which log objects are new, and enters them into the ledger seconds after they were stored. A message
 * is taken off its queue after what it tells of is in the ledger, never before: who dies between the two hears it again,
 * and the ledger knows it. Listing goes on as it is, and finds what notifications have lost.
 *
 * What is nobody's log is taken off as well. A message that is no notification stays, for the queue's own dead letters.
 */
export function followNotifications(
  world: Pick<World, 'database' | 'log'>,
  aws: Aws,
  receive: Receive,
  { queues, followers = 4 }: NotificationSettings,
): AsyncDisposable {
  const stop = new AbortController();
  const places = placesOf(world);
  const running = queues.flatMap((queue) =>
    Array.from({ length: followers }, async () => {
      while (!stop.signal.aborted)
        try {
          await hear(world, aws, queue, receive, places, stop.signal);
        } catch (error) {
          if (stop.signal.aborted) return;
          // Whatever it is, the messages are still there, and so is the listing.
          world.log.warn('notifications-refused', { queue, error });
          await pause(AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined);
        }
    }),
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

/** One call of a queue, and all that it leads to. */
async function hear(
  { log }: Pick<World, 'log'>,
  aws: Aws,
  queue: string,
  receive: Receive,
  places: Places,
  signal: AbortSignal,
): Promise<void> {
  const config = await aws.client(ADMINISTRATOR, regionOfQueue(queue));
  const messages = await receiveMessages(config, queue, signal);
  if (messages.length === 0) return;
  const done: QueueMessage[] = [];
  const objects: LogObject[] = [];
  let others = 0;
  for (const message of messages) {
    const notices = noticesIn(message.body);
    if (notices === undefined) {
      log.warn('notification-unreadable', { queue, message: message.id, begins: message.body.slice(0, 200) });
      continue;
    }
    for (const notice of notices) {
      const place = await places(notice);
      if (place === undefined) others++;
      else objects.push(logObjectOf(place, notice));
    }
    done.push(message);
  }
  if (objects.length > 0) await receive(objects);
  if (others > 0) log.debug('notifications-of-others', { queue, objects: others });
  if (done.length > 0) await deleteMessages(config, queue, done);
}

type Places = (notice: ObjectNotice) => Promise<LogPrefix | undefined>;

/** The place that an object stands in, of those that listings know; of several the longest prefix. */
function placesOf(world: Pick<World, 'database'>): Places {
  let known: Promise<ReadonlyMap<string, readonly LogPrefix[]>> | undefined;
  let lookedAt = -Infinity;
  const look = async (): Promise<ReadonlyMap<string, readonly LogPrefix[]>> => {
    const remembered = await rememberedPrefixes(world);
    return Map.groupBy(
      remembered.map(({ place }) => place).toSorted((a, b) => b.prefix.length - a.prefix.length),
      ({ bucket }) => bucket,
    );
  };
  return async ({ bucket, key }) => {
    if (performance.now() - lookedAt > PLACES_MS) {
      lookedAt = performance.now();
      known = look();
      // Who waits for it is told; the next one asks again.
      known.catch(() => (lookedAt = -Infinity));
    }
    const there = (await known)?.get(bucket);
    return there?.find((place) => key.startsWith(listedBelow(place)) && isOfPlace(place, key));
  };
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/NAME`; undefined where an emulator answers. */
export function regionOfQueue(queue: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(queue)?.[1];
}
