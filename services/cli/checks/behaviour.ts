import type { Db } from '#db/client.ts';
import { latestLevels } from '#db/queries/profiles.ts';
import { readOrganization } from '#services/behaviour/organization-level.ts';
import { BIT } from '#services/behaviour/bits.ts';
import { number } from '#services/model/numbers.ts';
import { unpack } from '#services/workers/turn/stored-knowledge.ts';
import { fine, type Verdict } from './check.ts';

/** How many days of behaviour are learned, and how many alerts they cause compared with the configured budget. */
export async function behaviour(db: Db, alertsPerAccountWeek: number): Promise<readonly Verdict[]> {
  const levels = await latestLevels(db);
  if (levels.length === 0)
    return [
      fine('Behaviour: no day has been learned yet. Days are judged by shipped rates, and reported from 7 bits.'),
    ];
  return levels.map(({ name, value }) => {
    const { calibration } = readOrganization(unpack(value));
    const { threshold, achieved, accountWeeks } = calibration;
    return fine(
      `Behaviour (${name}): reported from ${(threshold / BIT).toFixed(1)} bits, which gave ${achieved.toFixed(2)} alerts per account and week (limit ${alertsPerAccountWeek}), measured over ${number(Math.round(accountWeeks))} account-weeks.`,
    );
  });
}
