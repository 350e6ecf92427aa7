import type { TacticKind, Thresholds } from '#services/model/behaviour.ts';
import { FIRST_WEEK_DAYS } from './before.ts';
import { BIT, type Bits } from './bits.ts';

/** Everybody looks around, so tactics that look need this much more. */
const LOOKS_MORE: Bits = 3 * BIT;

/** More for tactics that look, in an account's first week: auditors take stock of accounts from their first day on. */
const TAKES_STOCK: Bits = 2 * BIT;

/** Bits that a tactic needs beyond the usual threshold. */
export function moreFor(kind: TacticKind): Bits {
  return kind === 'looks' ? LOOKS_MORE : 0;
}

/** @param age days since the account was first learned of */
export function thresholdOf({ usual, firstWeek }: Thresholds, age: number, kind: TacticKind): Bits {
  const isYoung = age < FIRST_WEEK_DAYS;
  const least = isYoung ? Math.max(usual, firstWeek) : usual;
  return least + moreFor(kind) + (isYoung && kind === 'looks' ? TAKES_STOCK : 0);
}
