import type { Db } from '#db/client.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import type { World } from '../world.ts';
import type { Queue } from './adapters/queue.ts';

/** What `receive` needs to know about a source. */
export interface Partitioning {
  readonly name: SourceName;
  readonly partition: 'account' | 'account-and-region';
}

/** An object, with its bytes when they are in no bucket. */
export type Received = LogObject & { readonly content?: Uint8Array };

/**
 * Enters objects into the ledger, and then queues the job that reads them. An object that was received before, by
 * bucket, key and etag, is skipped.
 *
 * The job is queued only after the objects are committed. Otherwise a job of the partition that already waits could begin
 * before the commit and miss them, and no second one is queued while it waits. If this process dies in between, the next
 * sweep queues the job.
 *
 * @param alongside further writes of the same transaction as the objects
 */
export async function receive(
  { database, log, now }: Pick<World, 'database' | 'log' | 'now'>,
  queue: Queue,
  sources: readonly Partitioning[],
  objects: readonly Received[],
  alongside?: (tx: Db) => Promise<void>,
): Promise<void> {
  const received = objects.map(({ content, ...object }) => ({
    object,
    content,
    partition: partitionOf(object, sources),
  }));
  const { db, room } = database;
  await room.require();
  const enter = (tx: Db) => putLogObjects(tx, received, now());
  const { objects: entered, partitions } =
    alongside === undefined
      ? await enter(db)
      : await db.transaction(async (tx) => {
          const done = await enter(tx);
          await alongside(tx);
          return done;
        });
  await queue.wake(db, 'collect', partitions);
  log.info('objects-received', { objects: objects.length, new: entered });
}

/** `cloudtrail/111122223333`, `vpc-flow/111122223333/eu-west-1`: the records that one question may need together. */
export function partitionOf(
  object: Pick<LogObject, 'source' | 'accountId' | 'region'>,
  sources: readonly Partitioning[],
): string {
  const source = sources.find(({ name }) => name === object.source);
  const parts = [object.source ?? 'unrecognized', object.accountId ?? 'unknown'];
  return (source?.partition === 'account-and-region' ? [...parts, object.region ?? 'unknown'] : parts).join('/');
}
