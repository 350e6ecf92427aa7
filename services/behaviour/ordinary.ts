import type { Volume } from '#services/model/behaviour.ts';
import { number } from '#services/model/numbers.ts';
import { bitsOf, type Bits } from './bits.ts';
import { expectedRate } from './rate.ts';
import { volumeBits, type ScoredAct } from './score.ts';
import type { Telling } from './told.ts';

/** Numbers of days that are tried: an act that was done on more days would be usual. */
const DAYS_MAX = 30;

/** One sentence that says what would have made the day ordinary. */
export function enoughDays({ acts, score: { identity }, sum, threshold }: Telling): string {
  const { best, total } = sum;
  const others = total - best.api;
  const { rates, words } = acts.profile.judging;
  const { days: shipped, volume } = rates(best.code, identity.class);
  if (volume?.say !== undefined && best.volume > 0) return enoughOf(best, volume, threshold - (total - best.volume));
  for (let n = 1; n <= DAYS_MAX; n++) {
    const counts = best.counts.map((count) =>
      count.level === 'identity' ? { ...count, n: Math.max(count.n, n), of: Math.max(count.of, n) } : count,
    );
    const api = Math.max(0, bitsOf(best.attacks / expectedRate(shipped, counts)));
    const days = Math.max(identity.active, n);
    const when = days === 1 ? 'its last active day' : `${n} of its last ${number(days)} active days`;
    if (others + api < threshold)
      return `This day would not be reported if it had ${words.did} ${best.code} on ${when}.`;
  }
  return `${best.code} is not the only reason: this day would be reported even if that were an everyday act.`;
}

/** Says how much on an earlier day would have made it ordinary. @param room bits left for the amount below threshold */
function enoughOf({ code, targets }: ScoredAct, volume: Volume, room: Bits): string {
  let most = volume.usual;
  while (most < targets && volumeBits(targets, volume, { days: 0, more: 0, most }) >= Math.max(room, 1)) most *= 1.25;
  return `This day would not be reported if one of its earlier days had come to ${volume.say?.(Math.min(most, targets)) ?? most} (${code}).`;
}
