import type { AnyProfile, Judgement, Learned } from '#services/model/behaviour.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { ActsWindow } from './acts-window.ts';
import type { IdentityActs } from './identity-acts.ts';

/** The profiles whose days detectors judge, each once. */
export function profilesOf(detectors: readonly AnyDetector[]): readonly AnyProfile[] {
  return [
    ...new Map(detectors.flatMap(({ learned }) => (learned ? [[learned.profile.name, learned.profile]] : []))).values(),
  ];
}

/** What identities do, by profile and day, and what was learned before. All questions that judge days share it. */
export class Behaviours {
  /** Judges days by what was learned before; undefined: nothing is judged. */
  learned: Learned | undefined;
  readonly #windows = new Map<FindingType, Map<number, ActsWindow>>();

  /** The window of a profile that starts at `start`, made when it is new. */
  at(profile: AnyProfile, start: number): ActsWindow {
    let windows = this.#windows.get(profile.name);
    if (windows === undefined) this.#windows.set(profile.name, (windows = new Map()));
    let window = windows.get(start);
    if (window === undefined) windows.set(start, (window = new ActsWindow(profile, start)));
    return window;
  }

  /** What an identity did on the day that starts at `start`; undefined when nothing is known. */
  find(profile: AnyProfile, start: number, accountId: string, identity: string): IdentityActs | undefined {
    return this.#windows.get(profile.name)?.get(start)?.find(accountId, identity);
  }

  judge(acts: IdentityActs, tactic: string): Judgement | undefined {
    return this.learned?.judge(acts, tactic);
  }

  get(name: FindingType, start: number): ActsWindow | undefined {
    return this.#windows.get(name)?.get(start);
  }

  forget(name: FindingType, start: number): void {
    this.#windows.get(name)?.delete(start);
  }

  /** All windows, by name, then time. */
  windows(): readonly ActsWindow[] {
    return [...this.#windows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, windows]) => [...windows.values()].toSorted((a, b) => a.start - b.start));
  }

  observed(): void {
    for (const window of this.windows()) window.observed();
  }
}
