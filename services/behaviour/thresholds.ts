import type { TacticKind, Thresholds } from '#services/model/behaviour.ts';
import { FIRST_WEEK_DAYS } from './before.ts';
import { BIT, type Bits } from './bits.ts';

/** To look around is what everybody does: it takes more. */
const LOOKS_MORE: Bits = 3 * BIT;

/** Who audits and takes stock does so in every account, and on its first day as on any other. */
const TAKES_STOCK: Bits = 2 * BIT;

/** Bits that a tactic takes beyond others. */
export function moreFor(kind: TacticKind): Bits {
  return kind === 'looks' ? LOOKS_MORE : 0;
}

/** @param age days since the account was first learned of */
export function thresholdOf({ usual, firstWeek }: Thresholds, age: number, kind: TacticKind): Bits {
  const isYoung = age < FIRST_WEEK_DAYS;
  const least = isYoung ? Math.max(usual, firstWeek) : usual;
  return least + moreFor(kind) + (isYoung && kind === 'looks' ? TAKES_STOCK : 0);
}
