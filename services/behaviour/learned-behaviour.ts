import type { ActsOfDay, AnyProfile, Judgement, Learned, Thresholds } from '#services/model/behaviour.ts';
import { Before } from './before.ts';
import type { AccountHistory } from './history.ts';
import type { Level } from './levels.ts';
import { scoreDay, type DayScore } from './score.ts';
import { tacticScore } from './sum.ts';
import { thresholdOf } from './thresholds.ts';
import { namedActs, told } from './told.ts';

/** What was learned of identities: their days are judged by it. */
export interface Knowledge {
  readonly version: string;
  /** Undefined: nothing was learned of the account. */
  history(profile: AnyProfile, accountId: string): AccountHistory | undefined;
  /** What the organization does, up to the last day that counts when `day` is judged. */
  organization(profile: AnyProfile, day: number): Level | undefined;
  /** The scores from which on a day is reported. */
  thresholds(profile: AnyProfile, day: number): Thresholds;
}

/** Judges days by what was learned until two days before, and by shipped rates where nothing was learned. */
export class LearnedBehaviour implements Learned {
  readonly version: string;
  readonly #knowledge: Knowledge;
  /** What was known before the days that are judged now, by profile, day and account. */
  readonly #before = new Map<string, Before>();
  /** A day is judged for each tactic, but scored only once. */
  readonly #scores = new WeakMap<ActsOfDay, { readonly weight: number; readonly score: DayScore }>();

  constructor(knowledge: Knowledge) {
    this.version = knowledge.version;
    this.#knowledge = knowledge;
  }

  judge(acts: ActsOfDay, tactic: string): Judgement | undefined {
    const { name, judging } = acts.profile;
    const kind = judging.tactics[tactic];
    if (kind === undefined) throw new Error(`${name} has no tactic ${tactic}.`);
    const { score } = this.#scored(acts);
    const sum = tacticScore(judging, score, tactic);
    const threshold = thresholdOf(this.#knowledge.thresholds(acts.profile, acts.day), judging, score.identity, kind);
    if (sum === undefined || sum.total < threshold) return undefined;
    return {
      told: told({ acts, tactic, score, sum, threshold }),
      codes: namedActs(sum).map(({ code }) => code),
    };
  }

  /** The score of a day for a tactic in 1/64 bits, also when it is below the threshold. */
  total(acts: ActsOfDay, tactic: string): number {
    return tacticScore(acts.profile.judging, this.#scored(acts).score, tactic)?.total ?? 0;
  }

  #scored(acts: ActsOfDay): { readonly score: DayScore } {
    const known = this.#scores.get(acts);
    if (known?.weight === acts.weight) return known;
    const scored = { weight: acts.weight, score: scoreDay(acts, this.#beforeOf(acts).of(acts)) };
    this.#scores.set(acts, scored);
    return scored;
  }

  #beforeOf({ profile, accountId, day }: ActsOfDay): Before {
    const key = `${profile.name} ${day} ${accountId}`;
    const known = this.#before.get(key);
    if (known !== undefined) return known;
    if (this.#before.size >= KEPT_MAX) this.#before.clear();
    const { history, organization } = this.#knowledge;
    const before = new Before(day, history(profile, accountId), organization(profile, day));
    this.#before.set(key, before);
    return before;
  }
}

/** Combinations of profile, day and account that are kept: a turn has one account, and few days. */
const KEPT_MAX = 64;
