import type { Json } from './subject.ts';

/**
 * A summary of values that merges: any order of `add`s, over any number of partial summaries, gives the same reading.
 * Laws, checked by property tests: `merge` is associative and commutative with `empty()` as its unit, `add` equals a
 * merge with a singleton, `decode(encode(s))` reads as `s`, and a summary never outgrows its bound.
 */
export interface Tally<Value, State, Reading> {
  readonly name: string;
  empty(): State;
  /** Adds in place. */
  add(state: State, value: Value): void;
  /** Merges `other` into `state`, in place; `other` is left alone. */
  merge(state: State, other: State): void;
  /**
   * Removes from `state`, in place, an earlier state that was merged into it, before its grown successor is merged.
   * Only tallies that add up need it: for all others, merging the grown state replaces the earlier one.
   */
  takeOut?(state: State, earlier: State): void;
  encode(state: State): Json;
  /** @throws when the value is not a result of `encode` */
  decode(value: Json): State;
  /** The reading for `having`, `explain` and the evidence. */
  read(state: State): Reading;
}

export function defineTally<Value, State, Reading>(tally: Tally<Value, State, Reading>): Tally<Value, State, Reading> {
  return tally;
}

/** A tally, with the function that takes its value from a record. */
export interface BoundTally<R, Reading> {
  readonly tally: Tally<unknown, unknown, Reading>;
  readonly of: (record: R) => unknown;
}

/** The number of distinct values, and some of them. Exact up to a bound, an estimate beyond. */
export interface DistinctReading {
  readonly size: number;
  readonly exact: boolean;
  /** Up to 20 of the values, the same ones in every order. */
  readonly values: readonly (string | number)[];
}

/** A value and its weight: a whole number. */
export interface Weighed {
  readonly value: string;
  readonly weight: number;
}

/** The total weight of distinct values, each with the largest weight it had. Of very many values, only the heaviest. */
export interface HeaviestReading {
  readonly weight: number;
  readonly size: number;
  /** Up to 20 of the values, the heaviest first. */
  readonly values: readonly string[];
}

/** The beginning of a conversation. */
export interface Beginning {
  /** Conversations of one series are searched for a rhythm together, such as those with one remote end. */
  readonly series: string;
  /** Identifies the beginning within its series. */
  readonly key: number;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
}

/** Beginnings in a row, at about equal intervals and of about equal size. */
export interface Rhythm {
  readonly beats: number;
  /** Mean time between two beginnings. */
  readonly seconds: number;
}

export interface BeginningsReading {
  readonly size: number;
  /** The longest rhythm. The search takes some time, so read it once. */
  readonly rhythm: Rhythm;
}

/** The tallies a detector may use; `of` takes the value from a record, undefined adds nothing. */
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
