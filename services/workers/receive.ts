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

/**
 * Enters objects into the ledger and queues the job that reads them, in one transaction: a received object is read even
 * if this process dies. An object that was received before, by bucket, key and etag, is skipped.
 *
 * @param alongside further writes of the same transaction
 */
export async function receive(
  { database, log, now }: Pick<World, 'database' | 'log' | 'now'>,
  queue: Queue,
  sources: readonly Partitioning[],
  objects: readonly LogObject[],
  alongside: (tx: Db) => Promise<void> = async () => undefined,
): Promise<void> {
  const received = objects.map((object) => ({ object, partition: partitionOf(object, sources) }));
  await database.room.require();
  const entered = await database.db.transaction(async (tx) => {
    const { objects: count, partitions } = await putLogObjects(tx, received, now());
    await alongside(tx);
    await queue.wake(tx, 'collect', partitions);
    return count;
  });
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
