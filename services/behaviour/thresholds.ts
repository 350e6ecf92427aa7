import type { Tactic } from './apis/rates.ts';
import { BIT, type Bits } from './bits.ts';

/** From how many bits on a day is told of. */
export interface Thresholds {
  /** Of an account that is known for a week or longer. */
  readonly usual: Bits;
  /** Of a younger one, of which too little was learned: never below `usual`. */
  readonly firstWeek: Bits;
}

/** What ships: about one alert an account and week in organizations that were made up and never tuned on. */
export const SHIPPED_THRESHOLDS: Thresholds = { usual: 5 * BIT, firstWeek: 6.5 * BIT };

/** To look around is what everybody does: it takes more. */
export const DISCOVERY_MORE: Bits = 3 * BIT;

/** Days until an account is known. */
const WEEK = 7;

/** @param age days since the account was first learned of */
export function thresholdOf({ usual, firstWeek }: Thresholds, age: number, tactic: Tactic): Bits {
  const least = age < WEEK ? Math.max(usual, firstWeek) : usual;
  return tactic === 'Discovery' ? least + DISCOVERY_MORE : least;
}
