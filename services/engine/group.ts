import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import { isLater } from './exemplar.ts';
import type { Exemplar } from './exemplar.ts';
import { Origins } from './origins.ts';
import type { NamedTally } from './question.ts';

export const NO_ROW = -1;

/** The caller who made a group's records, where callers are followed over hops. */
export interface GroupCaller {
  readonly principal: string;
  readonly key: string;
}

/** How much a group keeps, and the names of the objects that its indexes refer to. */
export interface GroupLimits {
  readonly originsMax: number;
  readonly idsMax: number;
  readonly objects: readonly string[];
}

/** What one question counts of one subject in one window. Two halves of a group, merged in any order, are the whole. */
export class Group {
  readonly accountId: string;
  readonly region: string;
  readonly origins = new Origins();
  readonly tallies: unknown[];
  readonly caller: GroupCaller | undefined;
  exemplar: Exemplar | undefined;
  /** Records without an id, or beyond the ids that are kept. */
  anonymous = 0;
  /** The ids that are kept; undefined while they are those of the origins. */
  #ids: Set<string> | undefined;
  /** Changed since it was last observed. */
  grown = false;

  /** The row of the group's latest record in the batch being stepped, and that record's subject. */
  row = NO_ROW;
  rowSubject: Subject | undefined;

  /**
   * Tally values of records with an id. They wait until it is certain that no stored state has the same id: two trails
   * may deliver one event in two objects, hours apart.
   */
  #waiting: Map<string, readonly unknown[]> | undefined;

  constructor(accountId: string, region: string, tallies: unknown[], caller?: GroupCaller) {
    this.accountId = accountId;
    this.region = region;
    this.tallies = tallies;
    this.caller = caller;
  }

  /** Distinct records, by id where they have one. */
  get count(): number {
    return this.anonymous + (this.#ids?.size ?? this.origins.identified);
  }

  /** The ids that are kept; undefined when no record had any. */
  get ids(): ReadonlySet<string> | undefined {
    return this.#ids ?? (this.origins.ids && idsOf(this.origins));
  }

  set ids(ids: Set<string> | undefined) {
    this.#ids = ids;
  }

  /**
   * Adds a record to the origins, if it is one of the earliest.
   *
   * @param object index of the object among those of the window
   * @returns whether the record was counted before, as far as ids are kept
   */
  meet(
    time: number,
    object: number,
    position: number,
    id: string | undefined,
    { originsMax, idsMax, objects }: GroupLimits,
  ): boolean {
    const { origins } = this;
    const known = this.#knows(id, originsMax, idsMax);
    if (origins.mayTake(time, originsMax) && origins.take(time, object, position, id, originsMax, objects))
      this.grown = true;
    return known;
  }

  #knows(id: string | undefined, originsMax: number, idsMax: number): boolean {
    const { origins } = this;
    if (id === undefined && origins.ids === undefined) return false;
    if (this.#ids === undefined && origins.length >= Math.min(originsMax, idsMax, FEW)) this.#ids = idsOf(origins);
    return id !== undefined && (this.#ids?.has(id) ?? origins.ids?.includes(id) ?? false);
  }

  /**
   * Counts a record that `meet` did not know.
   *
   * @param waits whether stored state of the group may exist, for `absorb`
   * @returns false when it was counted without knowing whether its id came before
   */
  add(
    record: LogRecord,
    id: string | undefined,
    tallies: readonly NamedTally[],
    idsMax: number,
    waits: boolean,
  ): boolean {
    const kept = this.#keepId(id, idsMax);
    if (kept && waits) {
      this.#wait(
        id,
        tallies.map(({ of }) => of(record)),
      );
      return true;
    }
    for (let i = 0; i < tallies.length; i++) {
      const bound = tallies[i];
      bound?.tally.add(this.tallies[i], bound.of(record));
    }
    return kept || id === undefined;
  }

  /** Like `add`, for a record that is no longer in memory. @param values what the tallies take from it */
  addValues(
    values: readonly unknown[],
    id: string | undefined,
    tallies: readonly NamedTally[],
    idsMax: number,
    waits: boolean,
  ): boolean {
    const kept = this.#keepId(id, idsMax);
    if (kept && waits) this.#wait(id, values);
    else tallies.forEach(({ tally }, i) => tally.add(this.tallies[i], values[i]));
    return kept || id === undefined;
  }

  /** @returns false when the record is counted without its id */
  #keepId(id: string | undefined, idsMax: number): id is string {
    this.grown = true;
    const kept = id !== undefined && (this.#ids === undefined || this.#ids.size < idsMax);
    if (kept) this.#ids?.add(id);
    else this.anonymous++;
    return kept;
  }

  #wait(id: string, values: readonly unknown[]): void {
    (this.#waiting ??= new Map()).set(id, values);
  }

  /** The values of records that wait, by id; undefined when none do. */
  get waiting(): ReadonlyMap<string, readonly unknown[]> | undefined {
    return this.#waiting;
  }

  set waiting(waiting: Map<string, readonly unknown[]> | undefined) {
    this.#waiting = waiting;
  }

  /**
   * Adds the waiting values to the tallies. After that, duplicates of them in stored state can no longer be recognized.
   */
  settle(tallies: readonly NamedTally[]): void {
    if (this.#waiting === undefined) return;
    for (const values of this.#waiting.values())
      tallies.forEach(({ tally }, i) => tally.add(this.tallies[i], values[i]));
    this.#waiting = undefined;
  }

  /**
   * Merges the stored state of the same group. `grown` stays true only if the group has anything that was not stored.
   *
   * @returns how many records' ids were given up, because there were too many
   */
  absorb(stored: Group, tallies: readonly NamedTally[], { originsMax, idsMax, objects }: GroupLimits): number {
    // Origins may be given up for earlier ones below, but their ids must be kept.
    if (this.origins.ids !== undefined) this.#ids ??= idsOf(this.origins);
    const { ids } = stored;
    for (const id of ids ?? []) if (stored.waiting?.has(id) !== true) this.#waiting?.delete(id);
    for (const [id, values] of stored.waiting ?? []) if (this.ids?.has(id) !== true) this.#wait(id, values);
    tallies.forEach(({ tally }, i) => tally.merge(this.tallies[i], stored.tallies[i]));
    this.anonymous += stored.anonymous;
    const givenUp = ids === undefined ? 0 : this.#absorbIds(ids, idsMax);
    this.#absorbOrigins(stored.origins, originsMax, objects);
    const { exemplar } = stored;
    const later = this.exemplar !== undefined && isLater(this.exemplar, exemplar, objects);
    if (!later) this.exemplar = exemplar;
    this.grown &&=
      this.count > stored.count ||
      later ||
      this.origins.numbers.some((number, i) => number !== stored.origins.numbers[i]);
    return givenUp;
  }

  /** Ids beyond the bound are only counted. */
  #absorbIds(stored: ReadonlySet<string>, idsMax: number): number {
    const ids = [...stored.union(this.#ids ?? new Set<string>())];
    this.#ids = new Set(ids.slice(0, idsMax));
    const givenUp = ids.length - this.#ids.size;
    this.anonymous += givenUp;
    return givenUp;
  }

  #absorbOrigins({ numbers, ids }: Origins, max: number, objects: readonly string[]): void {
    for (let i = 0; i < numbers.length; i += 3)
      this.origins.take(numbers[i] ?? 0, numbers[i + 1] ?? 0, numbers[i + 2] ?? 0, ids?.[i / 3], max, objects);
  }
}

/** Ids of up to this many origins are searched one by one. More ids are kept in a set, which needs more memory. */
const FEW = 32;

function idsOf({ ids = [] }: Origins): Set<string> {
  return new Set(ids.filter((id) => id !== undefined));
}
