import { AccountHistory } from '#services/behaviour/history.ts';
import { LAG_DAYS } from '#services/behaviour/before.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { accountLevels, addLevel, emptyLevel, type Level } from '#services/behaviour/levels.ts';
import { profilesOf } from '#services/engine/behaviours.ts';
import type { Observation } from '#services/model/observation.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import type { AnyProfile } from '#services/model/behaviour.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';

/**
 * Learns behaviour during a scan: each day is judged by the days that are two or more days older, in whatever order they
 * were read.
 */
export class ScanLearning {
  readonly #work: Work;
  /** By name. */
  readonly #profiles: ReadonlyMap<string, AnyProfile>;
  readonly #judging: ReadonlySet<string>;
  /** By profile, then account. */
  readonly #histories = new Map<string, Map<string, AccountHistory>>();
  /** By profile and day. */
  readonly #organization = new Map<string, Level>();
  /** Days that are not learned yet, in order of time. */
  #waiting: WindowKey[] = [];

  constructor(detectors: readonly AnyDetector[], work: Work) {
    const judging = detectors.filter(({ learned }) => learned !== undefined);
    this.#judging = new Set(judging.map(({ type }) => type));
    this.#profiles = new Map(profilesOf(judging).map((profile) => [profile.name, profile]));
    this.#work = work;
    work.behaviours.learned = new LearnedBehaviour({
      version: 'scan',
      history: ({ name }, accountId) => this.#historiesOf(name).get(accountId),
      organization: ({ name }, day) => this.#levelOf(name, day),
      thresholds: ({ judging: { thresholds } }) => thresholds,
    });
  }

  /** Orders windows by time. Of a profile's day and the questions that judge it, the day comes first. */
  inOrder(windows: readonly WindowKey[]): readonly WindowKey[] {
    const rank = ({ type }: WindowKey): number => (this.#profiles.has(type) ? 1 : this.#judging.has(type) ? 2 : 0);
    const [others, learned] = [
      windows.filter((window) => rank(window) === 0),
      windows.filter((window) => rank(window) > 0),
    ];
    return [...others, ...learned.toSorted((a, b) => a.windowStart - b.windowStart || rank(a) - rank(b))];
  }

  /**
   * Given a day of a profile, learns the waiting days that are two or more days older, and lets this one wait.
   *
   * @returns whether the window is such a day
   */
  takesDay(window: WindowKey): boolean {
    if (!this.#profiles.has(window.type)) return false;
    const day = window.windowStart / days(1);
    const learnable = this.#waiting.filter(
      ({ type, windowStart }) => type === window.type && windowStart / days(1) <= day - LAG_DAYS,
    );
    const histories = this.#historiesOf(window.type);
    for (const { type, windowStart } of learnable) {
      for (const acts of this.#work.behaviours.get(type, windowStart)?.identities.values() ?? []) {
        const history = histories.get(acts.accountId) ?? new AccountHistory(acts.accountId);
        histories.set(acts.accountId, history);
        history.learn(acts);
      }
      this.#work.forget(type, windowStart);
    }
    this.#waiting = [...this.#waiting.filter((each) => !learnable.includes(each)), window];
    return true;
  }

  #historiesOf(profile: string): Map<string, AccountHistory> {
    const known = this.#histories.get(profile) ?? new Map<string, AccountHistory>();
    this.#histories.set(profile, known);
    return known;
  }

  #levelOf(profile: string, day: number): Level {
    const key = `${profile} ${day}`;
    const known = this.#organization.get(key);
    if (known !== undefined) return known;
    const level = emptyLevel();
    for (const history of this.#historiesOf(profile).values()) addLevel(level, accountLevels(history, day - LAG_DAYS));
    this.#organization.set(key, level);
    return level;
  }
}

/** The observations of a work, where each day is judged by those of the same work that are two or more days older. */
export function observeInOrder(detectors: readonly AnyDetector[], work: Work): readonly Observation[] {
  const learning = new ScanLearning(detectors, work);
  return learning
    .inOrder(work.live())
    .flatMap((window) =>
      learning.takesDay(window) ? [] : work.conclude(window.type, window.windowStart).map((hit) => hit.observation()),
    );
}
