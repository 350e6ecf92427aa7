import { AccountHistory } from '#services/behaviour/history.ts';
import { daysUntil } from '#services/behaviour/day-set.ts';
import { LAG_DAYS } from '#services/behaviour/before.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { accountLevels, addLevel, emptyLevel, type Level } from '#services/behaviour/levels.ts';
import { SHIPPED_THRESHOLDS } from '#services/behaviour/thresholds.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';

/** What a scan learns of behaviour: each day is judged by those that were read and are two days older, whatever came first. */
export class ScanLearning {
  readonly #work: Work;
  readonly #profiles: ReadonlySet<string>;
  readonly #judging: ReadonlySet<string>;
  readonly #histories = new Map<string, AccountHistory>();
  readonly #organization = new Map<number, Level>();
  /** Days that were not learned yet, in order of time. */
  #waiting: WindowKey[] = [];

  constructor(detectors: readonly AnyDetector[], work: Work) {
    const judging = detectors.filter(({ learned }) => learned !== undefined);
    this.#judging = new Set(judging.map(({ type }) => type));
    this.#profiles = new Set(judging.map(({ learned }) => learned?.profile.name ?? ''));
    this.#work = work;
    work.behaviours.learned = new LearnedBehaviour({
      version: 'scan',
      history: (accountId) => this.#histories.get(accountId),
      organization: (day) => this.#levelOf(day),
      thresholds: () => SHIPPED_THRESHOLDS,
    });
  }

  /** Windows of profiles, and of questions that judge their days, by time, each day before those who judge it. */
  inOrder(windows: readonly WindowKey[]): readonly WindowKey[] {
    const rank = ({ type }: WindowKey): number => (this.#profiles.has(type) ? 1 : this.#judging.has(type) ? 2 : 0);
    const [others, learned] = [
      windows.filter((window) => rank(window) === 0),
      windows.filter((window) => rank(window) > 0),
    ];
    return [...others, ...learned.toSorted((a, b) => a.windowStart - b.windowStart || rank(a) - rank(b))];
  }

  /** Whether a window is a day of a profile: it is kept until it was judged and learned. */
  takesDay(window: WindowKey): boolean {
    if (!this.#profiles.has(window.type)) return false;
    const day = window.windowStart / days(1);
    const learnable = this.#waiting.filter(({ windowStart }) => windowStart / days(1) <= day - LAG_DAYS);
    for (const { type, windowStart } of learnable) {
      for (const acts of this.#work.behaviours.get(type, windowStart)?.identities.values() ?? []) {
        const history = this.#histories.get(acts.accountId) ?? new AccountHistory(acts.accountId);
        this.#histories.set(acts.accountId, history);
        history.learn(acts);
      }
      this.#work.forget(type, windowStart);
    }
    this.#waiting = [...this.#waiting.filter((each) => !learnable.includes(each)), window];
    return true;
  }

  #levelOf(day: number): Level {
    const known = this.#organization.get(day);
    if (known !== undefined) return known;
    const level = emptyLevel();
    for (const history of this.#histories.values()) addLevel(level, accountLevels(history, daysUntil(day - LAG_DAYS)));
    this.#organization.set(day, level);
    return level;
  }
}
