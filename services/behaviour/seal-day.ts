import type { ActsOfDay, AnyProfile } from '#services/model/behaviour.ts';
import { LEAST_HALF_BITS } from './budget.ts';
import { BIT, type Bits } from './bits.ts';
import { AccountHistory, type IdentityHistory } from './history.ts';
import { LearnedBehaviour } from './learned-behaviour.ts';
import type { Level } from './levels.ts';
import { storyOf } from './story.ts';
import { moreFor } from './thresholds.ts';

/** An alert counts as new when the last one of its story and tactic was at least this many days before. */
const ONE_ALERT_DAYS = 7;

/**
 * Makes the acts of an account on one day part of its history, and counts the alerts that they would give: calibration
 * uses these counts. Nothing else changes a history. A day must be sealed only once.
 *
 * @param organization what was known of the organization two days before
 */
export function sealDay(
  { judging }: AnyProfile,
  history: AccountHistory,
  day: number,
  acts: readonly ActsOfDay[],
  organization: Level | undefined,
): void {
  history.advance(day);
  const learned = new LearnedBehaviour({
    version: '',
    history: () => history,
    organization: () => organization,
    thresholds: () => judging.thresholds,
  });
  const tactics = Object.entries(judging.tactics);
  const telling = acts.map((each): ScoredActs => ({
    each,
    bits: tactics.map(([tactic]) => learned.total(each, tactic)),
  }));
  for (const { each } of telling) history.learn(each);
  const counts = new Map<number, number>();
  const known = Map.groupBy(history.identities, ([identity, { peers }]) => storyOf(judging, { identity, peers }));
  for (const [story, its] of Map.groupBy(telling, ({ each }) => storyOf(judging, each)))
    for (const [index, [tactic, kind]] of tactics.entries()) {
      const halfBits = ({ bits }: ScoredActs): number => Math.floor((((bits[index] ?? 0) - moreFor(kind)) * 2) / BIT);
      const half = Math.max(...its.map(halfBits));
      if (half < LEAST_HALF_BITS) continue;
      // A day that scores more than an alert that continues is a new alert, but only for thresholds between the two
      // scores.
      const before = Math.max(0, ...(known.get(story) ?? []).map(([, identity]) => goingOn(identity, tactic, day)));
      if (half > before) {
        add(counts, half, 1);
        if (before >= LEAST_HALF_BITS) add(counts, before, -1);
      }
      for (const one of its) remember(history.identities.get(one.each.identity), tactic, day, halfBits(one));
    }
  history.alerts.set(day, counts);
}

/** A day, and its score for each tactic. */
interface ScoredActs {
  readonly each: ActsOfDay;
  readonly bits: readonly Bits[];
}

/** The half bits up to which an earlier alert continues on these days, and so is not new; 0: no alert continues. */
function goingOn({ told }: IdentityHistory, tactic: string, day: number): number {
  const last = told.get(tactic);
  return last === undefined || day - last.day >= ONE_ALERT_DAYS ? 0 : last.half;
}

function remember(identity: IdentityHistory | undefined, tactic: string, day: number, half: number): void {
  if (identity === undefined || half < LEAST_HALF_BITS) return;
  if (half >= goingOn(identity, tactic, day)) identity.told.set(tactic, { day, half });
}

function add(counts: Map<number, number>, half: number, more: number): void {
  counts.set(half, (counts.get(half) ?? 0) + more);
}
