import type { ActsOfDay, Judgement, Learned } from '#services/model/behaviour.ts';
import { TACTICS, type Tactic } from './apis/rates.ts';
import { Before } from './before.ts';
import type { AccountHistory } from './history.ts';
import type { Level } from './levels.ts';
import { scoreDay, type DayScore } from './score.ts';
import { tacticScore } from './sum.ts';
import { SHIPPED_THRESHOLDS, thresholdOf, type Thresholds } from './thresholds.ts';
import { told } from './told.ts';

/** What is known of accounts, to be judged by. */
export interface Knowledge {
  readonly version: string;
  /** Undefined: nothing was learned of the account. */
  history(accountId: string): AccountHistory | undefined;
  /** What the organization does, as of the last day that counts for a day. */
  organization(day: number): Level | undefined;
  /** From when on a day is told of. */
  thresholds(day: number): Thresholds;
}

/** Judges days by what was learned until two days before, and by shipped rates where nothing was. */
export class LearnedBehaviour implements Learned {
  readonly version: string;
  readonly #knowledge: Knowledge;
  /** Of the days that are judged now, by account. */
  readonly #before = new Map<string, Before>();
  /** A day is judged for each tactic: it is scored once for all. */
  readonly #scores = new WeakMap<
    ActsOfDay,
    { readonly weight: number; readonly score: DayScore; readonly before: Before }
  >();

  constructor(knowledge: Knowledge) {
    this.version = knowledge.version;
    this.#knowledge = knowledge;
  }

  judge(acts: ActsOfDay, name: string): Judgement | undefined {
    const tactic = TACTICS.find((each) => each === name);
    if (tactic === undefined) throw new Error(`There is no tactic ${name}.`);
    const { score, before } = this.#scored(acts);
    const sum = tacticScore(score, tactic);
    const threshold = thresholdOf(this.#knowledge.thresholds(acts.day), before.age, tactic);
    if (sum === undefined || sum.total < threshold) return undefined;
    return { told: told({ acts, tactic, score, sum, threshold }) };
  }

  /** The score of a day for a tactic, whatever it comes to, in 1/64 bits. */
  total(acts: ActsOfDay, tactic: Tactic): number {
    return tacticScore(this.#scored(acts).score, tactic)?.total ?? 0;
  }

  #scored(acts: ActsOfDay): { readonly score: DayScore; readonly before: Before } {
    const known = this.#scores.get(acts);
    if (known?.weight === acts.weight) return known;
    const before = this.#beforeOf(acts);
    const scored = { weight: acts.weight, before, score: scoreDay(acts, before.of(acts)) };
    this.#scores.set(acts, scored);
    return scored;
  }

  #beforeOf({ accountId, day }: ActsOfDay): Before {
    const key = `${day} ${accountId}`;
    const known = this.#before.get(key);
    if (known !== undefined) return known;
    if (this.#before.size >= KEPT_MAX) this.#before.clear();
    const { history, organization } = this.#knowledge;
    const before = new Before(day, history(accountId), organization(day));
    this.#before.set(key, before);
    return before;
  }
}

/** What is judged by where nothing was learned: shipped rates. */
export function nothingLearned(): LearnedBehaviour {
  return new LearnedBehaviour({
    version: '',
    history: () => undefined,
    organization: () => undefined,
    thresholds: () => SHIPPED_THRESHOLDS,
  });
}

/** Of accounts and days: a turn has one account, and few days. */
const KEPT_MAX = 64;
