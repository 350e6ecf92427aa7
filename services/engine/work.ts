import type { AnyProfile } from '#services/model/behaviour.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { Observation } from '#services/model/observation.ts';
import type { Json } from '#services/model/subject.ts';
import type { ActsWindow } from './acts-window.ts';
import { Behaviours } from './behaviours.ts';
import type { Hit } from './hit.ts';
import { Lineages } from './lineage.ts';
import type { Question } from './question.ts';
import { gather, typeOf, type Saturation } from './saturation.ts';
import { Window } from './window.ts';
import type { Bounds, DayOf, WindowPart } from './window.ts';

/** One question's window. */
export interface WindowKey {
  readonly type: FindingType;
  readonly windowStart: number;
}

/** Which other state of the same windows exists, to be merged with a work. */
export interface WorkOptions {
  /** Whether stored state of a window that is not in memory may exist; absent: it may for every window. */
  readonly isStored?: (window: WindowKey) => boolean;
  /** Whether other works read records of the same windows. Records with an id are then counted when all are merged. */
  readonly isShared?: boolean;
}

/** A window in memory, and how large it is. */
export interface WindowState extends WindowKey {
  readonly windowEnd: number;
  readonly groups: number;
}

/**
 * The state of a turn: step objects into it, absorb the stored state of the windows that were touched, observe, encode.
 * A long scan keeps using the same work, and may encode and forget windows that have gone quiet. If another record
 * comes, the window is touched again and absorbs the encoded state.
 */
export class Work {
  readonly bounds: Bounds;
  /** Records that no question met because their other end is on a trusted list. */
  trustedSkipped = 0;
  readonly #questions: ReadonlyMap<FindingType, Question>;
  readonly #isStored: (window: WindowKey) => boolean;
  readonly #isShared: boolean;
  readonly #windows = new Map<FindingType, Map<number, Window>>();
  /** Who issued which keys. */
  readonly lineages = new Lineages();
  /** What identities did on which days, and what was learned of them before. */
  readonly behaviours = new Behaviours();
  /** Shortfalls of windows that were forgotten. */
  readonly #forgotten = new Map<string, Saturation>();

  constructor(
    questions: ReadonlyMap<FindingType, Question>,
    bounds: Bounds,
    { isStored = () => true, isShared = false }: WorkOptions = {},
  ) {
    this.#isStored = isStored;
    this.#isShared = isShared;
    this.#questions = questions;
    this.bounds = bounds;
  }

  /** Windows that grew since the last `observe`: their stored state is absorbed before it, and encoded after it. */
  touched(): readonly WindowKey[] {
    for (const { grown, profile, start } of this.behaviours.windows())
      if (grown)
        for (const question of this.#questions.values())
          // Opens the questions' windows too: evidence of earlier turns is judged again with the new acts.
          if (question.detector.learned?.profile === profile) this.windowOf(question, start);
    return this.#all()
      .filter(({ grown }) => grown)
      .map(keyOf);
  }

  /** All windows in memory. */
  live(): readonly WindowState[] {
    return this.#all().map((window) => ({
      ...keyOf(window),
      windowEnd: window.end,
      groups: window.size,
    }));
  }

  /**
   * Merges stored state of a window into it.
   *
   * @throws when the state was written in another shape
   */
  absorb(type: FindingType, windowStart: number, stored: Json): void {
    const question = this.#questions.get(type);
    if (question !== undefined) this.windowOf(question, windowStart).absorb(stored);
    const profile = this.#profileOf(type);
    if (profile !== undefined) this.behaviours.at(profile, windowStart).absorb(stored);
  }

  /** The whole state of a window, for `absorb`. */
  encode(type: FindingType, windowStart: number): Json {
    return this.#get(type, windowStart).encode();
  }

  /** The accounts and Regions in memory of a window. */
  homes(type: FindingType, windowStart: number): ReadonlySet<string> {
    return this.#find(type, windowStart)?.homes ?? new Set();
  }

  /** The whole state of a window in parts, each for `absorb`. */
  parts(type: FindingType, windowStart: number): Iterable<WindowPart> {
    return this.#get(type, windowStart).parts();
  }

  /** The days of which evidence waits in a window; none when the window is not in memory. */
  waiting({ type, windowStart }: WindowKey): readonly DayOf[] {
    return this.#windows.get(type)?.get(windowStart)?.waiting ?? [];
  }

  /** Which of these days are reported, given everything known of them here. */
  reported({ type, windowStart }: WindowKey, days: readonly DayOf[]): readonly DayOf[] {
    const question = this.#questions.get(type);
    const window = question && this.windowOf(question, windowStart);
    return days.filter((day) => window?.isReported(day));
  }

  /** Makes groups of the evidence of some days in a window, and drops all other evidence. */
  answer({ type, windowStart }: WindowKey, asked: readonly DayOf[]): void {
    this.#windows.get(type)?.get(windowStart)?.answer(asked);
  }

  /** Drops a window from memory. */
  forget(type: FindingType, windowStart: number): void {
    const window = this.#get(type, windowStart);
    gather(this.#forgotten, window);
    this.#windows.get(type)?.delete(windowStart);
    if ('profile' in window) return this.behaviours.forget(type, windowStart);
    if (window.question.detector.hops === undefined) return;
    const following = this.#sorted().filter(({ question }) => question.detector.hops !== undefined);
    this.lineages.keep((hour) => following.some(({ start, end }) => start <= hour && hour < end));
  }

  /** All questions' observations about the groups that grew since the last call; each observation is whole. */
  observe(): readonly Observation[] {
    const observations = this.#sorted().flatMap((window) => window.observe());
    this.lineages.observed();
    this.behaviours.observed();
    return observations;
  }

  /** A question's hits about all groups of a window. */
  conclude(type: FindingType, windowStart: number): readonly Hit[] {
    const window = this.#get(type, windowStart);
    return 'profile' in window ? [] : window.conclude();
  }

  /** Counts over the whole life of the work. */
  saturation(): readonly Saturation[] {
    const gathered = new Map(this.#forgotten);
    for (const window of this.#all()) gather(gathered, window);
    return [...gathered.values()];
  }

  /** The window of a question that starts at `start`, made when it is new. */
  windowOf(question: Question, start: number): Window {
    const { type } = question.detector;
    let windows = this.#windows.get(type);
    if (windows === undefined) this.#windows.set(type, (windows = new Map()));
    let window = windows.get(start);
    if (window === undefined) {
      const mayBeStored = this.#isStored({ type, windowStart: start });
      window = new Window(question, start, this.bounds, mayBeStored, this.#isShared, this.lineages, this.behaviours);
      windows.set(start, window);
    }
    return window;
  }

  /** The profile of this name, if a question judges its days. */
  #profileOf(name: FindingType): AnyProfile | undefined {
    for (const { detector } of this.#questions.values())
      if (detector.learned?.profile.name === name) return detector.learned.profile;
    return undefined;
  }

  #find(type: FindingType, start: number): Window | ActsWindow | undefined {
    return this.#windows.get(type)?.get(start) ?? this.behaviours.get(type, start);
  }

  #get(type: FindingType, start: number): Window | ActsWindow {
    const window = this.#find(type, start);
    if (window === undefined) throw new Error(`Nothing is known of ${type} in the window that starts at ${start}.`);
    return window;
  }

  /** Profiles first: the questions that judge their days need them. */
  #all(): readonly (Window | ActsWindow)[] {
    return [...this.behaviours.windows(), ...this.#sorted()];
  }

  /** By type, then time, so that all results have one order. */
  #sorted(): readonly Window[] {
    return [...this.#windows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, windows]) => [...windows.values()].toSorted((a, b) => a.start - b.start));
  }
}

function keyOf(window: Window | ActsWindow): WindowKey {
  return { type: typeOf(window), windowStart: window.start };
}
