import type { Judging } from '#services/model/behaviour.ts';
import { BIT, type Bits } from './bits.ts';
import { ALERT_DAYS, type AccountHistory } from './history.ts';

/** Half bits below which nothing is ever told of. */
export const LEAST_HALF_BITS = 6;
const MOST_HALF_BITS = 50;

/** Account-weeks that shipped experience counts for. */
const SHIPPED_WEEKS = 20;

/** How many alerts an account has in a week from so many half bits on, in organizations that were made up. */
function shippedRate({ thresholds, share }: Judging, halfBits: number): number {
  // Nearly as many as are asked for at the threshold that ships, and half as many every 1.4 bits further.
  return share * 0.86 * 2 ** ((thresholds.usual / BIT - halfBits / 2) / 1.4);
}

/** Which threshold keeps to a budget, and how many alerts it comes to. */
export interface Calibration {
  readonly threshold: Bits;
  /** Alerts an account and week from this threshold on, in the days that it was reckoned by; 0 where there are none yet. */
  readonly achieved: number;
  /** Account-weeks that it was reckoned by. */
  readonly accountWeeks: number;
}

/**
 * The least threshold that keeps to a budget of alerts, by the days that were sealed last.
 *
 * @param budget alerts an account and week, of all profiles together
 */
export function calibrate(
  judging: Judging,
  budget: number,
  histories: Iterable<Pick<AccountHistory, 'alerts' | 'last'>>,
): Calibration {
  const counts = new Map<number, number>();
  let days = 0;
  for (const { alerts, last = 0 } of histories)
    for (const [day, its] of alerts) {
      if (day <= last - ALERT_DAYS) continue;
      days++;
      for (const [half, count] of its) counts.set(half, (counts.get(half) ?? 0) + count);
    }
  const accountWeeks = days / 7;
  for (let half = LEAST_HALF_BITS; ; half++) {
    const alerts = [...counts].reduce((sum, [at, count]) => (at >= half ? sum + count : sum), 0);
    const expected = (alerts + SHIPPED_WEEKS * shippedRate(judging, half)) / (accountWeeks + SHIPPED_WEEKS);
    if (expected > budget * judging.share && half < MOST_HALF_BITS) continue;
    return { threshold: (half * BIT) / 2, achieved: accountWeeks === 0 ? 0 : alerts / accountWeeks, accountWeeks };
  }
}
