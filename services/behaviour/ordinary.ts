import { bitsOf } from './bits.ts';
import { expectedRate } from './rate.ts';
import type { Telling } from './told.ts';

/** Days that are tried: who has done something on more of them is used to it. */
const DAYS_MAX = 30;

/** What would have made the day ordinary: one sentence. */
export function enoughDays({ acts, score: { identity }, sum, threshold }: Telling): string {
  const { best, total } = sum;
  const others = total - best.api;
  const { rates, words } = acts.profile.judging;
  const shipped = rates(best.code, identity.class).days;
  for (let n = 1; n <= DAYS_MAX; n++) {
    const counts = best.counts.map((count) =>
      count.level === 'identity' ? { ...count, n: Math.max(count.n, n), of: Math.max(count.of, n) } : count,
    );
    const api = Math.max(0, bitsOf(best.attacks / expectedRate(shipped, counts)));
    if (others + api < threshold)
      return `Had it ${words.did} ${best.code} on ${n} of its last ${Math.max(identity.active, n)} active days, this day would not be told of.`;
  }
  return `It is not ${best.code} alone: a day with all the rest would be told of were that an everyday call.`;
}
