import type { Judging } from '#services/model/behaviour.ts';
import { BIT, type Bits } from './bits.ts';
import { ALERT_DAYS, type AccountHistory } from './history.ts';

/** Scores below this many half bits never become a finding. */
export const LEAST_HALF_BITS = 6;
const MOST_HALF_BITS = 50;

/** Weight of the shipped experience, in account-weeks. */
const SHIPPED_WEEKS = 20;

/** Alerts per account and week that score at least `halfBits`, as measured in synthetic organizations. */
function shippedRate({ thresholds, share }: Judging, halfBits: number): number {
  // At the shipped threshold there are nearly as many alerts as the budget allows. Each further 1.4 bits halve them.
  return share * 0.86 * 2 ** ((thresholds.usual / BIT - halfBits / 2) / 1.4);
}

/** The threshold that keeps to a budget, and how many alerts it gives. */
export interface Calibration {
  readonly threshold: Bits;
  /** Alerts per account and week from this threshold on, in the days of the calibration; 0 when there are none yet. */
  readonly achieved: number;
  /** Account-weeks of the calibration. */
  readonly accountWeeks: number;
}

/**
 * The lowest threshold that keeps to a budget of alerts, by the days that were sealed last.
 *
 * @param budget alerts per account and week, of all profiles together
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
    const alerts = Math.max(
      0,
      [...counts].reduce((sum, [at, count]) => (at >= half ? sum + count : sum), 0),
    );
    const expected = (alerts + SHIPPED_WEEKS * shippedRate(judging, half)) / (accountWeeks + SHIPPED_WEEKS);
    if (expected > budget * judging.share && half < MOST_HALF_BITS) continue;
    return { threshold: (half * BIT) / 2, achieved: accountWeeks === 0 ? 0 : alerts / accountWeeks, accountWeeks };
  }
}
