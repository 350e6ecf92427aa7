import { firstGathered, forgetLevels, forgetProfiles, storedProfiles } from '#db/queries/profiles.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { profilesOf } from '#services/engine/behaviours.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';
import type { World } from '../../world.ts';
import { unpack } from '../turn/stored-knowledge.ts';

/**
 * Forgets what a new installation has learned already, so that it can learn older days first: a history takes only days
 * that are later than those in it. The forgotten days are still gathered, and are sealed again.
 *
 * @param from the time from which on days are to be learned
 * @returns the accounts whose first days are no longer gathered: older days teach nothing there
 */
export async function forgetDays(
  { database: { db } }: Pick<World, 'database'>,
  from: number,
  detectors: readonly AnyDetector[],
): Promise<ReadonlySet<string>> {
  const fromDay = Math.floor(from / days(1));
  const kept = new Set<string>();
  for (const profile of profilesOf(detectors)) {
    const { name } = profile;
    const gathered = await firstGathered(db, name);
    const later = (await storedProfiles(db, name)).filter(({ sealedDay }) => sealedDay >= fromDay);
    const lasting = later.filter(({ partition, value }) => {
      const { first = -Infinity } = readHistory(partition, unpack(value));
      return (gathered.get(partition) ?? Infinity) > first;
    });
    for (const { partition } of lasting) kept.add(partition);
    await forgetProfiles(
      db,
      name,
      later.flatMap(({ partition }) => (kept.has(partition) ? [] : [partition])),
    );
    // What the organization does as a whole is computed again with the next day that is sealed.
    if (lasting.length === 0) await forgetLevels(db, name, fromDay);
  }
  return kept;
}
