import type { Aws } from '#services/aws/aws.ts';
import type { QueueMessage } from '#services/aws/sqs.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { minutes } from '#services/model/time.ts';
import { isOfPlace, listedBelow, logObjectOf } from '#services/organization/listing.ts';
import { noticesIn, type ObjectNotice } from '#services/organization/object-notice.ts';
import type { LogPrefix } from '#services/organization/plan.ts';
import type { World } from '../world.ts';
import { followQueues } from './kits/follow-queues.ts';
import { rememberedPrefixes, type Receive } from './pass/list-prefixes.ts';

/** The known places are loaded again after this time, because accounts and trails may be added at any moment. */
const PLACES_MS = minutes(1);

/**
 * Receives notifications of new log objects from queues, and enters the objects into the ledger seconds after they were
 * stored. A message is removed from its queue only after its objects are in the ledger: a process that dies in between
 * receives it again, and the ledger recognizes it. Listing continues, and finds what notifications have missed.
 *
 * A notification of an object that is no log is removed too. A message that is no notification stays, and goes to the
 * queue's own dead-letter queue.
 */
export function followNotifications(
  world: Pick<World, 'database' | 'log'>,
  aws: Aws,
  receive: Receive,
  queues: readonly string[],
): AsyncDisposable {
  const places = placesOf(world);
  return followQueues(world, aws, queues, (messages, queue) => enter(world, receive, places, messages, queue));
}

/** Enters the objects that messages name; returns the messages that are done. */
async function enter(
  { log }: Pick<World, 'log'>,
  receive: Receive,
  places: Places,
  messages: readonly QueueMessage[],
  queue: string,
): Promise<readonly QueueMessage[]> {
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
  return done;
}

type Places = (notice: ObjectNotice) => Promise<LogPrefix | undefined>;

/** Finds the place of an object among those that listings know; the longest prefix wins. */
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
      // Current waiters get the error; the next caller loads the places again.
      known.catch(() => (lookedAt = -Infinity));
    }
    const there = (await known)?.get(bucket);
    return there?.find((place) => key.startsWith(listedBelow(place)) && isOfPlace(place, key));
  };
}
