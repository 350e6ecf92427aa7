import type { Json } from './subject.ts';

/**
 * A summary of values that merges: any order of `add`s, over any number of partial summaries, reads the same.
 * Laws, held by property test: `merge` is associative and commutative with `empty()` its unit, `add` equals a merge
 * with a singleton, `decode(encode(s))` reads as `s`, and a summary never outgrows its bound.
 */
export interface Tally<Value, State, Reading> {
  readonly name: string;
  empty(): State;
  /** Adds in place. */
  add(state: State, value: Value): void;
  /** Merges `other` into `state`, in place; `other` is left alone. */
  merge(state: State, other: State): void;
  /**
   * Takes out, in place, what a state put in by `merge` that has grown since, before the grown one is merged. Only
   * tallies that add up need it: for all others, to merge a state that has grown is to replace it.
   */
  takeOut?(state: State, earlier: State): void;
  encode(state: State): Json;
  /** @throws when the value is not what `encode` gives. */
  decode(value: Json): State;
  /** What `having`, `explain` and the evidence see. */
  read(state: State): Reading;
}

export function defineTally<Value, State, Reading>(tally: Tally<Value, State, Reading>): Tally<Value, State, Reading> {
  return tally;
}

/** A tally bound to the value it takes from a record. */
export interface BoundTally<R, Reading> {
  readonly tally: Tally<unknown, unknown, Reading>;
  readonly of: (record: R) => unknown;
}

/** How many, and some of which. Exact up to a bound, an estimate beyond. */
export interface DistinctReading {
  readonly size: number;
  readonly exact: boolean;
  /** Up to 20 of the values, the same ones in every order. */
  readonly values: readonly (string | number)[];
}

/** A value, and what it counts for: a whole number. */
export interface Weighed {
  readonly value: string;
  readonly weight: number;
}

/** What different values weigh together, each by the most that it weighed. Of very many, the heaviest. */
export interface HeaviestReading {
  readonly weight: number;
  readonly size: number;
  /** Up to 20 of the values, the heaviest first. */
  readonly values: readonly string[];
}

/** A conversation as it began. */
export interface Beginning {
  /** Those of which rhythms are looked for together, such as one other end. */
  readonly series: string;
  /** Tells it from others of the series. */
  readonly key: number;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
}

/** Beginnings in a row, each about as long after the one before, and about as large. */
export interface Rhythm {
  readonly beats: number;
  /** Between two beats, as a mean. */
  readonly seconds: number;
}

export interface BeginningsReading {
  readonly size: number;
  /** The longest. To look for it takes some time. */
  readonly rhythm: Rhythm;
}

/** The tallies a detector may use; `of` takes the value from a record, undefined takes none. */
export interface TallyBuilder<R> {
  count(of?: (record: R) => boolean): BoundTally<R, number>;
  sum(of: (record: R) => number): BoundTally<R, number>;
  distinct(of: (record: R) => string | number | undefined): BoundTally<R, DistinctReading>;
  /** Up to 20 values, the same ones in every order. */
  sample(of: (record: R) => string | undefined): BoundTally<R, readonly string[]>;
  heaviest(of: (record: R) => Weighed | undefined): BoundTally<R, HeaviestReading>;
  beginnings(of: (record: R) => Beginning | undefined): BoundTally<R, BeginningsReading>;
  earliest(of: (record: R) => string | undefined): BoundTally<R, string | undefined>;
  latest(of: (record: R) => string | undefined): BoundTally<R, string | undefined>;
}

export type Tallied<R> = Readonly<Record<string, BoundTally<R, unknown>>>;
export type Readings<T> = { readonly [K in keyof T]: T[K] extends BoundTally<never, infer Reading> ? Reading : never };
