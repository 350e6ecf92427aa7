import { Before, LAG_DAYS, type IdentityBefore } from '#services/behaviour/before.ts';
import { calibrate } from '#services/behaviour/budget.ts';
import type { Bits } from '#services/behaviour/bits.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { organizationLevel, type OrganizationLevel } from '#services/behaviour/organization-level.ts';
import { scoreDay } from '#services/behaviour/score.ts';
import { sealDay } from '#services/behaviour/seal-day.ts';
import { tacticScore } from '#services/behaviour/sum.ts';
import { thresholdOf } from '#services/behaviour/thresholds.ts';
import type { ActsOfDay, AnyProfile } from '#services/model/behaviour.ts';

/** The score of an identity's day for one tactic. */
export interface Scored {
  readonly acts: ActsOfDay;
  readonly tactic: string;
  readonly bits: Bits;
  /** The act that contributes most. */
  readonly best: string;
  /** What was known of the identity before. */
  readonly identity: IdentityBefore;
}

/**
 * Watches an organization as the service does: each day is judged by the days sealed until two days before it, then
 * sealed.
 */
export class OrganizationWatch {
  readonly histories = new Map<string, AccountHistory>();
  readonly profile: AnyProfile;
  readonly #budgets: readonly number[];
  /** Levels at the end of each day. */
  readonly #levels = new Map<number, OrganizationLevel>();
  /** By budget, then day. */
  readonly #thresholds = new Map<number, Map<number, Bits>>();

  /** @param budgets alerts for each account and week, of all profiles together */
  constructor(profile: AnyProfile, budgets: readonly number[]) {
    this.profile = profile;
    this.#budgets = budgets;
    for (const budget of budgets) this.#thresholds.set(budget, new Map());
  }

  historyOf(accountId: string): AccountHistory {
    const history = this.histories.get(accountId) ?? new AccountHistory(accountId);
    this.histories.set(accountId, history);
    return history;
  }

  /** The scores of a day. @param history of its account, or of a variant of it */
  score(acts: ActsOfDay, history = this.historyOf(acts.accountId)): readonly Scored[] {
    const before = new Before(acts.day, history, this.#levels.get(acts.day - LAG_DAYS));
    return scoredBy(before, acts);
  }

  /** The same for many identities of one account and day, which is faster. */
  scoreAll(day: number, accountId: string, all: readonly ActsOfDay[]): readonly Scored[] {
    const before = new Before(day, this.historyOf(accountId), this.#levels.get(day - LAG_DAYS));
    return all.flatMap((acts) => scoredBy(before, acts));
  }

  /** Whether a day leads to an alert at a budget. */
  isTold({ acts, tactic, bits, identity }: Scored, budget: number): boolean {
    const { judging } = this.profile;
    const usual = this.#thresholds.get(budget)?.get(acts.day - LAG_DAYS);
    const thresholds = usual === undefined ? judging.thresholds : { ...judging.thresholds, usual };
    return bits >= thresholdOf(thresholds, judging, identity, judging.tactics[tactic] ?? 'acts');
  }

  sealAccount(day: number, accountId: string, all: readonly ActsOfDay[], history = this.historyOf(accountId)): void {
    sealDay(this.profile, history, day, all, this.#levels.get(day - LAG_DAYS));
  }

  sealOrganization(day: number): void {
    const { judging } = this.profile;
    const histories = [...this.histories.values()];
    this.#levels.set(day, organizationLevel(judging, day, histories, this.#budgets[0] ?? 1));
    for (const [budget, thresholds] of this.#thresholds)
      thresholds.set(day, calibrate(judging, budget, histories).threshold);
  }

  /** The latest threshold of a budget. */
  thresholdOf(budget: number): Bits {
    return [...(this.#thresholds.get(budget)?.values() ?? [])].at(-1) ?? this.profile.judging.thresholds.usual;
  }
}

function scoredBy(before: Before, acts: ActsOfDay): readonly Scored[] {
  const { judging } = acts.profile;
  const score = scoreDay(acts, before.of(acts));
  return Object.keys(judging.tactics).flatMap((tactic) => {
    const sum = tacticScore(judging, score, tactic);
    return sum === undefined ? [] : [{ acts, tactic, bits: sum.total, best: sum.best.code, identity: score.identity }];
  });
}
