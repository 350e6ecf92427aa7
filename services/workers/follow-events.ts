import { hash } from 'node:crypto';
import type { Db } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { QueueMessage } from '#services/aws/sqs.ts';
import { eventBatchKey } from '#services/model/event-batch.ts';
import { managementEventIn } from '#services/organization/management-event.ts';
import type { World } from '../world.ts';
import type { Received } from './receive.ts';
import { followQueues } from './kits/follow-queues.ts';

/** Enters objects into the ledger, with the contents of those that are in no bucket. */
export type ReceiveBatches = (objects: readonly Received[], alongside?: (tx: Db) => Promise<void>) => Promise<void>;

/**
 * Receives management events from queues, seconds after they happened, and has them read like a log object. A message
 * is removed from its queue only after its events are in the database. The log objects that CloudTrail delivers later
 * hold the same event ids: they add the events that did not come through the queue, and nothing is counted twice.
 *
 * A message that is no management event stays, and goes to the queue's own dead-letter queue.
 */
export function followEvents(
  world: Pick<World, 'log'>,
  aws: Aws,
  receive: ReceiveBatches,
  queues: readonly string[],
  againMs?: number,
): AsyncDisposable {
  const take = async (messages: readonly QueueMessage[], queue: string) => {
    const done: QueueMessage[] = [];
    const byAccount = new Map<string, object[]>();
    for (const message of messages) {
      const event = managementEventIn(message.body);
      if (event === undefined) {
        world.log.warn('event-unreadable', { queue, message: message.id, begins: message.body.slice(0, 200) });
        continue;
      }
      byAccount.set(event.accountId, [...(byAccount.get(event.accountId) ?? []), event.record]);
      done.push(message);
    }
    const batches = [...byAccount].map(([accountId, records]) => batchOf(accountId, records));
    if (batches.length > 0) await receive(batches);
    return done;
  };
  return followQueues(world, aws, queues, take, againMs);
}

/** Equal sets of events make equal batches, so a redelivered set is stored once. */
function batchOf(accountId: string, records: readonly object[]): Received {
  const content = Buffer.from(JSON.stringify({ Records: records }));
  const contentHash = hash('sha256', content, 'base64url');
  const key = eventBatchKey('sqs', accountId, contentHash);
  const object = { bucket: '', key, etag: contentHash, source: 'cloudtrail', accountId, region: undefined };
  return { ...object, sizeBytes: content.byteLength, content };
}
