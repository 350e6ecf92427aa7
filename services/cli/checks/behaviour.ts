import type { Db } from '#db/client.ts';
import { number } from '#services/model/numbers.ts';
import { calibrations } from '../calibrations.ts';
import { fine, type Verdict } from './check.ts';

/** How many days of behaviour are learned, and how many alerts they cause compared with the configured budget. */
export async function behaviour(db: Db, alertsPerAccountWeek: number): Promise<readonly Verdict[]> {
  const learned = await calibrations(db);
  if (learned.length === 0)
    return [
      fine('Behaviour: no day has been learned yet. Days are judged by shipped rates, and reported from 7 bits.'),
    ];
  return learned.map(({ profile, fromBits, achieved, accountWeeks }) =>
    fine(
      `Behaviour (${profile}): reported from ${fromBits.toFixed(1)} bits, which gave ${achieved.toFixed(2)} alerts per account and week (limit ${alertsPerAccountWeek}), measured over ${number(Math.round(accountWeeks))} account-weeks.`,
    ),
  );
}
