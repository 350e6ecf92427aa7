/**
 * Management events come by EventBridge before CloudTrail delivers the log object that holds them. Those that one account's
 * messages brought at once are a batch: a log object of no bucket, whose bytes stand in the database until it is read.
 *
 * The name says which is which, and where it ranks: after `s3://…`, so that of a record that came both ways an origin names
 * the object that stays.
 */
export function eventBatchKey(accountId: string, contentHash: string): string {
  return `${EVENT_BATCH}${accountId}/${contentHash}`;
}

/** @param name of a log object, as `nameOf` gives it */
export function isEventBatch(name: string): boolean {
  return name.startsWith(EVENT_BATCH);
}

/** What the keys of event batches begin with. */
export const EVENT_BATCH = 'sqs://';
