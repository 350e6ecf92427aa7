import { desc } from 'drizzle-orm';
import type { Db } from '../../client.ts';
import { findingEpochs } from '../../schema/finding-order.ts';

/**
 * The names of this database's epochs, the latest first. They are the keys of cursors, so nobody outside learns them.
 */
export async function epochNames(db: Db): Promise<readonly string[]> {
  const rows = await db.select({ name: findingEpochs.name }).from(findingEpochs).orderBy(desc(findingEpochs.beganAt));
  return rows.map(({ name }) => name);
}
