import assert from 'node:assert/strict';
import type { Observation } from '#services/model/observation.ts';
import type { Json, Subject } from '#services/model/subject.ts';
import { hitOf } from './hit.ts';
import type { Hit } from './hit.ts';
import { Group } from './group.ts';
import { groupKey } from './identity.ts';
import type { Question } from './question.ts';
import { readWindow, writeWindow } from './stored.ts';

/** How much is kept alive. What does not fit is counted, never silent. */
export interface Bounds {
  /** Groups of one question in one window. */
  readonly groupsMax: number;
  /** Ids a group keeps to tell duplicates; more records than these are counted without. */
  readonly idsMax: number;
}

export const BOUNDS: Bounds = { groupsMax: 100_000, idsMax: 10_000 };

/** What did not fit into the bounds. */
export interface Shortfall {
  /** Records whose subject was not followed: too many subjects in one window. */
  groupOverflow: number;
  /** Records that hit the question and are about nothing that can be named. */
  nameless: number;
  /** Records counted without telling whether they came before: too many records of one subject. */
  deduplicationOverflow: number;
}

/** What a window knows of one account and Region. */
export interface WindowPart {
  /** Account and Region. */
  readonly home: string;
  /** Whether the question answers yes of any group. */
  readonly answers: boolean;
  /** The state, for `absorb`. */
  readonly stored: Json;
}

/** The groups of one question in one window of time. */
export class Window {
  readonly question: Question;
  readonly start: number;
  readonly end: number;
  readonly groups = new Map<string, Group>();
  /** Names of the objects that origins and exemplars stand in. */
  readonly objects: string[] = [];
  /** By object. What had been counted before it turned out not to fit is told of where its subject was met last. */
  readonly shortfalls = new Map<number, Shortfall>();
  readonly bounds: Bounds;
  /** Whether there may be something to absorb. */
  readonly mayBeStored: boolean;
  readonly #indexes = new Map<string, number>();

  constructor(question: Question, start: number, bounds: Bounds, mayBeStored: boolean) {
    this.question = question;
    this.start = start;
    this.end = start + question.within;
    this.bounds = bounds;
    this.mayBeStored = mayBeStored;
  }

  /** Index of an object's name in `objects`. */
  indexOf(object: string): number {
    const known = this.#indexes.get(object);
    if (known !== undefined) return known;
    this.#indexes.set(object, this.objects.length);
    return this.objects.push(object) - 1;
  }

  /** The group of a subject, made when it is new; undefined when there are too many. */
  groupOf(subject: Subject, accountId: string, region: string): Group | undefined {
    const key = groupKey(subject, accountId, region);
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (this.groups.size >= this.bounds.groupsMax) return undefined;
    const group = new Group(
      accountId,
      region,
      this.question.tallies.map(({ tally }) => tally.empty()),
    );
    this.groups.set(key, group);
    return group;
  }

  shortfallOf(object: number): Shortfall {
    const shortfall = this.shortfalls.get(object) ?? { groupOverflow: 0, nameless: 0, deduplicationOverflow: 0 };
    this.shortfalls.set(object, shortfall);
    return shortfall;
  }

  /** Whether a group changed since it was last observed. */
  get grown(): boolean {
    for (const group of this.groups.values()) if (group.grown) return true;
    return false;
  }

  /** What the question answers yes to, of the groups that changed since the last call. */
  observe(): readonly Observation[] {
    const changed = [...this.groups].filter(([, group]) => group.grown);
    for (const [, group] of changed) group.grown = false;
    return this.#hitsOf(changed).map((hit) => hit.observation());
  }

  /** What the question answers yes to, of all groups. */
  conclude(): readonly Hit[] {
    return this.#hitsOf(this.groups);
  }

  #hitsOf(groups: Iterable<readonly [key: string, group: Group]>): readonly Hit[] {
    const hits: (readonly [key: string, hit: Hit])[] = [];
    for (const [key, group] of groups) {
      const hit = hitOf(key, group, this);
      if (hit !== undefined) hits.push([key, hit]);
    }
    return inOrder(hits).map(([, hit]) => hit);
  }

  /** Merges what was stored of the same window. Stored groups have precedence over new ones when there are too many. */
  absorb(stored: Json): void {
    const { source, tallies } = this.question;
    const limits = { originsMax: source.originsMax, idsMax: this.bounds.idsMax, objects: this.objects };
    const fresh = new Set(this.groups.keys());
    for (const [key, group] of readWindow(stored, this.question, (object) => this.indexOf(object))) {
      const live = this.groups.get(key);
      fresh.delete(key);
      if (live === undefined) {
        this.groups.set(key, group);
        continue;
      }
      // What is stored was told of when it was read.
      assert(live.exemplar !== undefined, 'A group that is alive was made by a record.');
      const latest = live.exemplar.object;
      const givenUp = live.absorb(group, tallies, limits);
      if (givenUp > 0) this.shortfallOf(latest).deduplicationOverflow += givenUp;
    }
    for (const key of [...fresh].toReversed()) {
      if (this.groups.size <= this.bounds.groupsMax) break;
      const group = this.groups.get(key);
      assert(group?.exemplar !== undefined, 'A group that is alive was made by a record.');
      this.shortfallOf(group.exemplar.object).groupOverflow += group.count;
      this.groups.delete(key);
    }
  }

  /** The whole state, in an order that depends on the groups alone. */
  encode(): Json {
    return this.#encode([...this.groups]);
  }

  /** The accounts and Regions that groups are of. */
  get homes(): ReadonlySet<string> {
    return new Set(Array.from(this.groups.values(), homeOf));
  }

  /** The whole state in parts. */
  *parts(): Generator<WindowPart> {
    for (const [home, groups] of Map.groupBy(this.groups, ([, group]) => homeOf(group))) {
      const answers = groups.some(([key, group]) => hitOf(key, group, this) !== undefined);
      yield { home, answers, stored: this.#encode(groups) };
    }
  }

  #encode(groups: readonly (readonly [key: string, group: Group])[]): Json {
    for (const [, group] of groups) group.settle(this.question.tallies);
    return writeWindow(inOrder(groups), this.question, this.objects);
  }
}

function homeOf({ accountId, region }: Group): string {
  return `${accountId} ${region}`;
}

/** By key: an order that depends on the groups alone. */
function inOrder<Entry extends readonly [key: string, of: unknown]>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
