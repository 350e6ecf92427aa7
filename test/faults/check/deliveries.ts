import { findingsPage } from '#db/queries/findings.ts';
import { deliveries } from '#db/schema/deliveries.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { isRefused } from '../receiver.ts';
import type { Ended } from '../run.ts';

/** Each finding was delivered in its present state, or is marked as failed with a reason. */
export async function checkDeliveries({ database, receiver }: Ended): Promise<readonly string[]> {
  const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 10_000 });
  const owed = new Map((await database.db.select().from(deliveries)).map((row) => [row.findingId, row]));
  return rows.flatMap(({ finding: { id, updatedAt } }) => {
    const row = owed.get(id);
    if (row === undefined) return [`Nobody is told of the finding ${id}`];
    if (row.claimedUntil !== null) return [`Somebody has been sending the finding ${id} for hours`];
    if (isRefused(id))
      return row.state === 'failed' && row.lastError !== null
        ? []
        : [`Nobody sees that ${id} is not taken: it is ${row.state}`];
    if (row.state !== 'delivered') return [`The finding ${id} is still ${row.state}: ${row.lastError}`];
    const taken = receiver.taken.get(id);
    return taken === updatedAt ? [] : [`The receiver has ${id} of ${taken}, and it is of ${updatedAt}`];
  });
}
