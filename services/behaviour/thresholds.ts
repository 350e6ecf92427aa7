import type { Tactic } from './apis/rates.ts';
import { FIRST_WEEK_DAYS } from './before.ts';
import { BIT, type Bits } from './bits.ts';

/** From how many bits on a day is told of. */
export interface Thresholds {
  /** Of an account that is known for a week or longer. */
  readonly usual: Bits;
  /** Of a younger one, of which too little was learned: never below `usual`. */
  readonly firstWeek: Bits;
}

/**
 * What ships: about one alert an account and week in organizations that were made up and never tuned on. In its first week an
 * account is judged by shipped rates alone: what one odd policy or thirty secrets come to by themselves is not told of.
 */
export const SHIPPED_THRESHOLDS: Thresholds = { usual: 5 * BIT, firstWeek: 7 * BIT };

/** To look around is what everybody does: it takes more. */
export const DISCOVERY_MORE: Bits = 3 * BIT;

/** Who audits and takes stock does so in every account, and on its first day as on any other. */
const TAKES_STOCK: Bits = 2 * BIT;

/** @param age days since the account was first learned of */
export function thresholdOf({ usual, firstWeek }: Thresholds, age: number, tactic: Tactic): Bits {
  const least = age < FIRST_WEEK_DAYS ? Math.max(usual, firstWeek) : usual;
  if (tactic !== 'Discovery') return least;
  return age < FIRST_WEEK_DAYS ? least + DISCOVERY_MORE + TAKES_STOCK : least + DISCOVERY_MORE;
}
