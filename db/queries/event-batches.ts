import { eq, sql } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { eventBatches } from '../schema/event-batches.ts';
import { IS_HEARD_EARLY } from './read-hours.ts';

/** The content of an event batch, which `putLogObjects` stored. */
export async function eventBatchContent(db: Db, key: string): Promise<Uint8Array | undefined> {
  const [row] = await db.select({ content: eventBatches.content }).from(eventBatches).where(eq(eventBatches.key, key));
  return row?.content;
}

/**
 * Deletes the contents of batches that were read and are also delivered to a bucket. Two kinds stay as long as their
 * rows: failed batches, to be tried again, and batches that come no other way.
 */
export async function dropReadBatches(db: Db): Promise<number> {
  const dropped = await db.execute(
    sql`
    delete from event_batches b
    where not exists (
      select from log_objects o where o.bucket = '' and o.key = b.key and (o.state in ('pending', 'failed') or not ${IS_HEARD_EARLY}))
    returning 1`,
    'objects',
  );
  return dropped.length;
}
