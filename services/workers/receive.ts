import type { Db } from '#db/client.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import type { World } from '../world.ts';
import type { Queue } from './adapters/queue.ts';

/** What `receive` needs to know of a source. */
export interface Partitioning {
  readonly name: SourceName;
  readonly partition: 'account' | 'account-and-region';
}

/**
 * Enters objects into the ledger and wakes whoever reads them, in one transaction: what was received is read, whoever
 * dies. An object that was received before, by bucket, key and etag, is passed over.
 *
 * @param alongside what else belongs in the transaction
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

/** `cloudtrail/111122223333`, `vpc-flow/111122223333/eu-west-1`: what one question may need to see together. */
export function partitionOf(
  object: Pick<LogObject, 'source' | 'accountId' | 'region'>,
  sources: readonly Partitioning[],
): string {
  const source = sources.find(({ name }) => name === object.source);
  const parts = [object.source ?? 'unrecognized', object.accountId ?? 'unknown'];
  return (source?.partition === 'account-and-region' ? [...parts, object.region ?? 'unknown'] : parts).join('/');
}
