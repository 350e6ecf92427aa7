import type { Db } from '#db/client.ts';
import { latestLevels } from '#db/queries/profiles.ts';
import { BIT } from '#services/behaviour/bits.ts';
import { readOrganization } from '#services/behaviour/organization-level.ts';
import type { ShownCalibration } from '#services/model/installation.ts';
import { unpack } from '#services/workers/turn/stored-knowledge.ts';

/** For each profile that has learned days: the score from which a day is reported, and how many alerts that caused. */
export async function calibrations(db: Db): Promise<readonly ShownCalibration[]> {
  const levels = await latestLevels(db);
  return levels.map(({ name: profile, value }) => {
    const { threshold, achieved, accountWeeks } = readOrganization(unpack(value)).calibration;
    return { profile, fromBits: threshold / BIT, achieved, accountWeeks };
  });
}
