import { dueLanes } from '#db/queries/deliveries.ts';
import { duePartitions } from '#db/queries/log-objects.ts';
import { dropExpired, sealTallies } from '#db/queries/sweep.ts';
import { days, hours } from '#services/model/time.ts';
import type { World } from '../world.ts';
import { laneKey } from './lane.ts';
import type { Queue } from './queue.ts';

/** Wakes whoever has something due: what was postponed, and what a lost word or a killed worker left lying. */
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

/** Drops what no question needs any more: tallies of closed windows, and findings and objects past their retention. */
export async function sweep(
  { database, now, log }: Pick<World, 'database' | 'now' | 'log'>,
  retentionDays: number,
): Promise<void> {
  const tallies = await sealTallies(database.db, now(), HORIZON_MS);
  const expired = await dropExpired(database.db, new Date(now().getTime() - days(retentionDays)));
  log.info('swept', { tallies, ...expired });
}

/** CloudTrail delivers within minutes, flow logs within a quarter of an hour; a day leaves room for an outage of either. */
const HORIZON_MS = hours(24);
