import { applyRules } from '#db/queries/apply-rules.ts';
import { dueLanes } from '#db/queries/deliveries.ts';
import { isLearningTaken } from '#db/queries/learning.ts';
import { duePartitions } from '#db/queries/log-objects.ts';
import { dropReadBatches } from '#db/queries/event-batches.ts';
import { settleCounts } from '#db/queries/settle-counts.ts';
import { closeWindows, dropExpired } from '#db/queries/sweep.ts';
import type { World } from '../world.ts';
import { laneKey } from './kits/lane.ts';
import type { Memory } from './kits/memory.ts';
import type { Queue } from './adapters/queue.ts';

/** Queues jobs for work that is due: postponed work, and work whose job was lost or whose worker was killed. */
export async function wakeDue(
  { database, now, sinks }: Pick<World, 'database' | 'now' | 'sinks'>,
  queue: Queue,
): Promise<number> {
  const { db } = database;
  const [partitions, lanes] = [
    await duePartitions(db, now()),
    await dueLanes(
      db,
      now(),
      sinks.map(({ name }) => name),
    ),
  ];
  await queue.wake(db, 'collect', partitions);
  await queue.wake(db, 'deliver', lanes.map(laneKey));
  return partitions.length + lanes.length;
}

/**
 * Drops data that no future log can need: tallies of closed windows, old findings and old objects. Also sums up the
 * counts of findings.
 */
export async function sweep(
  { database, now, log }: Pick<World, 'database' | 'now' | 'log'>,
  memory: Memory,
): Promise<void> {
  const judged = await applyRules(database.db, now);
  // Days that are learned in order are older than the newest record, and are needed until they are sealed.
  const tallies = (await isLearningTaken(database.db)) ? 0 : await closeWindows(database.db, now(), memory);
  const expired = await dropExpired(database.db, now(), memory);
  const batches = await dropReadBatches(database.db);
  await settleCounts(database.db);
  log.info('swept', { tallies, judged, batches, ...expired });
}
