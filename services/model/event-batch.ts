/**
 * Log objects of no bucket, whose bytes stand in the database. Those of one account that came at once are a batch.
 *
 * - `sqs`: management events that came by EventBridge before CloudTrail delivers the log object that holds them. The name
 *   ranks after `s3://…`, so that of a record that came both ways an origin names the object that stays.
 * - `digest`: what digests of CloudTrail proved to be wrong. It comes no other way, and so is kept as long as its row.
 */
export type BatchOrigin = 'sqs' | 'digest';

export function eventBatchKey(origin: BatchOrigin, accountId: string, contentHash: string): string {
  return `${origin}://${accountId}/${contentHash}`;
}

/** @param name of a log object, as `nameOf` gives it */
export function isEventBatch(name: string): boolean {
  return BATCH_ORIGINS.some((origin) => name.startsWith(`${origin}://`));
}

export const BATCH_ORIGINS: readonly BatchOrigin[] = ['sqs', 'digest'];
