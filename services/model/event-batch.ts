/**
 * Log objects that are in no bucket: their bytes are in the database. Objects of one account that arrived together form
 * a batch.
 *
 * - `sqs`: management events that arrived through EventBridge before CloudTrail delivers the log object that holds
 *   them. The name sorts after `s3://…`, so that the origin of a record that came both ways names the object that
 *   stays.
 * - `digest`: problems that digests of CloudTrail proved. They arrive no other way, and are kept as long as their row.
 */
export type BatchOrigin = 'sqs' | 'digest';

/** The key of an event batch, which is also its name. @param contentHash hash of the bytes, without `/` */
export function eventBatchKey(origin: BatchOrigin, accountId: string, contentHash: string): string {
  return `${origin}://${accountId}/${contentHash}`;
}

/** @param name of a log object, as `nameOf` gives it */
export function isEventBatch(name: string): boolean {
  return BATCH_ORIGINS.some((origin) => name.startsWith(`${origin}://`));
}

export const BATCH_ORIGINS: readonly BatchOrigin[] = ['sqs', 'digest'];
