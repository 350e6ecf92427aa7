import type { Judging, TacticKind, Thresholds } from '#services/model/behaviour.ts';
import type { IdentityBefore } from './before.ts';
import { BIT, type Bits } from './bits.ts';

/** Everybody looks around, so tactics that look need this much more. */
const LOOKS_MORE: Bits = 3 * BIT;

/** More for tactics that look, in an account's first week: auditors take stock of accounts from their first day on. */
const TAKES_STOCK: Bits = 2 * BIT;

/** Bits that a tactic needs beyond the usual threshold. */
export function moreFor(kind: TacticKind): Bits {
  return kind === 'looks' ? LOOKS_MORE : 0;
}

export function thresholdOf(
  { usual, firstWeek }: Thresholds,
  { moreInFirstWeek = {} }: Judging,
  identity: Pick<IdentityBefore, 'class' | 'isInFirstWeek'>,
  kind: TacticKind,
): Bits {
  if (!identity.isInFirstWeek) return usual + moreFor(kind);
  const least = Math.max(usual, firstWeek) + (moreInFirstWeek[identity.class] ?? 0);
  return least + moreFor(kind) + (kind === 'looks' ? TAKES_STOCK : 0);
}
