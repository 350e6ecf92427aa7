import type { Column } from '#services/model/column.ts';

/** The generation of columns whose codes never change their meaning. */
export const FIXED = Symbol('fixed');

/**
 * Columns with the same text, or nothing, in every row. They share one array of codes, so they take no memory of their
 * own.
 */
export class Constants {
  readonly #generations = new Map<string | undefined, symbol>();
  #zeros = new Uint32Array(0);

  column(text: string | undefined, rows: number): Column {
    const generation = this.#generations.get(text) ?? Symbol(text);
    this.#generations.set(text, generation);
    if (this.#zeros.length < rows) this.#zeros = new Uint32Array(rows * 2);
    return { codes: this.#zeros, limit: 1, generation, value: () => text };
  }
}

/**
 * The column with its invalid values replaced. In most files all values are valid, and the column itself is returned.
 *
 * @param good whether a value is valid; absent values never are
 * @param instead the replacement for a row
 */
export function completed(
  column: Column,
  rows: number,
  good: Derived<boolean>,
  instead: (row: number) => string,
): Column {
  const isGood = good.of(column);
  if (allAre(isGood, column.codes, rows)) return column;
  const values: (string | number)[] = [];
  const codeOf = new Map<string | number, number>();
  const codes = Uint32Array.from({ length: rows }, (_, row) => {
    const code = column.codes[row] ?? 0;
    const value = isGood[code] === true ? (column.value(code) ?? '') : instead(row);
    const known = codeOf.get(value) ?? values.push(value);
    codeOf.set(value, known);
    return known;
  });
  return {
    codes,
    limit: values.length + 1,
    generation: Symbol('completed'),
    value: (code) => (code === 0 ? undefined : values[code - 1]),
  };
}

/** A column that computes the codes of single rows on demand, and of all rows when `codes` is read. */
export class LazyColumn implements Column {
  readonly codeOf: (row: number) => number;
  readonly limit: number;
  readonly generation: symbol;
  readonly value: Column['value'];
  readonly isCostly: boolean;
  readonly #codesOf: () => Uint32Array;
  #codes: Uint32Array | undefined;

  /**
   * @param codeOf absent: all rows are computed when one is read
   * @param meaning the meaning of codes
   * @param codesOf computes the codes of all rows, where that is quicker than row by row
   */
  constructor(
    rows: number,
    codeOf: ((row: number) => number) | undefined,
    meaning: Pick<Column, 'limit' | 'generation' | 'value'>,
    isCostly = false,
    codesOf: () => Uint32Array = () => Uint32Array.from({ length: rows }, (_, row) => codeOf?.(row) ?? 0),
  ) {
    // V8 allocates a function in the old generation if it is created in the assignment to a property. Such a function
    // would keep its whole batch in memory until the next major garbage collection. A function that is first assigned
    // to a constant is allocated in the young generation.
    const known = (row: number): number =>
      codeOf === undefined || this.#codes !== undefined ? (this.codes[row] ?? 0) : codeOf(row);
    const valueOf: Column['value'] = (code) => meaning.value(code);
    this.codeOf = known;
    this.isCostly = isCostly;
    this.limit = meaning.limit;
    this.generation = meaning.generation;
    this.value = valueOf;
    this.#codesOf = codesOf;
  }

  get codes(): Uint32Array {
    return (this.#codes ??= this.#codesOf());
  }
}

/**
 * Whether a property holds for each row's value. When few values lack it, searching for their codes is quicker than
 * checking each row.
 */
export function allAre(isGood: readonly boolean[], codes: Column['codes'], rows: number): boolean {
  if (isGood.length < rows) {
    const bad = isGood.flatMap((good, code) => (good ? [] : [code]));
    if (bad.length <= BAD_MAX) return !bad.some((code) => codes.subarray(0, rows).includes(code));
  }
  for (let row = 0; row < rows; row++) if (isGood[codes[row] ?? 0] !== true) return false;
  return true;
}

/** The absent value, and two more. */
const BAD_MAX = 3;

/** The column reduced to some of its rows. */
export function gathered(column: Column, rows: Uint32Array): Column {
  return {
    codes: rows.map((row) => column.codes[row] ?? 0),
    limit: column.limit,
    generation: column.generation,
    value: (code) => column.value(code),
  };
}

/** Values computed from a column's values, once for each code while codes keep their meaning. */
export class Derived<T> {
  readonly #make: (value: string | number | undefined) => T;
  #generation: symbol | undefined;
  #made: T[] = [];

  constructor(make: (value: string | number | undefined) => T) {
    this.#make = make;
  }

  /** The computed values by code, for all codes of `column`. */
  of(column: Pick<Column, 'limit' | 'generation' | 'value'>): readonly T[] {
    if (column.generation !== this.#generation) this.#made = [];
    this.#generation = column.generation;
    for (let code = this.#made.length; code < column.limit; code++) this.#made.push(this.#make(column.value(code)));
    return this.#made;
  }
}

/** Caches the values of one field by code: finding a text is cheaper than decoding it from bytes again. */
export class Recent {
  /** Allocated on first use: there are many fields, and most logs are of few sources. */
  #codes: Uint32Array | undefined;
  #values: (string | number | undefined)[] = [];
  #generation: symbol | undefined;

  /** @param generation the generation that the column had when the code was read */
  of(column: Column, code: number, generation: symbol): string | number | undefined {
    if (this.#codes === undefined || generation !== this.#generation) this.#codes = new Uint32Array(RECENT_MAX);
    this.#generation = generation;
    const at = code % RECENT_MAX;
    // 0 is a code too, and stands for an empty place here.
    if (this.#codes[at] !== code + 1) {
      this.#codes[at] = code + 1;
      this.#values[at] = column.value(code);
    }
    return this.#values[at];
  }
}

/** Hits have few callers and calls. A field has many addresses and principals, but few at a time. */
const RECENT_MAX = 1024;
