import type { Column } from '#services/model/column.ts';

/** What is asked of a column. */
type Coded = Pick<Column, 'codes' | 'codeOf'>;

/**
 * Numbers the distinct combinations of some columns' codes (and one number more, the scope) in the order they are met:
 * an open-addressing hash over integers, so that finding a row's combination makes no string and no object.
 */
export class CombinationIndex {
  /** Combinations met so far. */
  size = 0;
  /** A slot: number of the combination + 1 (0: free), scope, codes. */
  #table: Int32Array;
  #capacity = CAPACITY_MIN;
  #columns: readonly Coded[] = [];
  /** Of each column, unless it makes them one by one. */
  #codes: readonly (Column['codes'] | undefined)[] = [];
  /** Of the row that is looked for. */
  readonly #sought: Int32Array;
  readonly #width: number;

  constructor(columns: number) {
    this.#width = columns + 2;
    this.#sought = new Int32Array(columns);
    this.#table = new Int32Array(CAPACITY_MIN * this.#width);
  }

  /** Turns to the same columns of another batch, whose codes mean the same. */
  follow(columns: readonly Coded[]): void {
    this.#columns = columns;
    this.#codes = columns.map((column) => (column.codeOf === undefined ? column.codes : undefined));
  }

  /** Forgets all combinations and turns to other columns. */
  begin(columns: readonly Coded[]): void {
    this.follow(columns);
    this.size = 0;
    this.#capacity = CAPACITY_MIN;
    this.#table.fill(0, 0, CAPACITY_MIN * this.#width);
  }

  /** The number of a row's combination; equal to what `size` was when it is new. */
  numberOf(row: number, scope: number): number {
    const at = this.#find(row, scope);
    const number = this.#table[at] ?? 0;
    return number === 0 ? this.#claim(at, scope) : number - 1;
  }

  /** Where a row's combination stands, or would. */
  #find(row: number, scope: number): number {
    const sought = this.#sought;
    const table = this.#table;
    const width = this.#width;
    const last = this.#capacity - 1;
    let hash = scope;
    for (let i = 0; i < sought.length; i++) {
      const code = this.#codes[i]?.[row] ?? this.#columns[i]?.codeOf?.(row) ?? 0;
      sought[i] = code;
      hash = mix(hash, code);
    }
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const at = slot * width;
      if (table[at] === 0) return at;
      if (table[at + 1] !== scope) continue;
      let i = 0;
      while (i < sought.length && table[at + 2 + i] === sought[i]) i++;
      if (i === sought.length) return at;
    }
  }

  /** Gives the combination that was looked for the next number. */
  #claim(at: number, scope: number): number {
    this.#table[at] = ++this.size;
    this.#table[at + 1] = scope;
    this.#table.set(this.#sought, at + 2);
    const number = this.size - 1;
    if (this.size * 2 > this.#capacity) this.#grow();
    return number;
  }

  #grow(): void {
    const old = this.#table.slice(0, this.#capacity * this.#width);
    const width = this.#width;
    this.#capacity *= 2;
    const length = this.#capacity * width;
    if (this.#table.length < length) this.#table = new Int32Array(length);
    else this.#table.fill(0, 0, length);
    const last = this.#capacity - 1;
    for (let from = 0; from < old.length; from += width) {
      if (old[from] === 0) continue;
      let hash = old[from + 1] ?? 0;
      for (let i = 2; i < width; i++) hash = mix(hash, old[from + i] ?? 0);
      let slot = hash & last;
      while (this.#table[slot * width] !== 0) slot = (slot + 1) & last;
      this.#table.set(old.subarray(from, from + width), slot * width);
    }
  }
}

const CAPACITY_MIN = 64;

function mix(hash: number, code: number): number {
  const bits = Math.imul(hash ^ code, 0x9e3779b1);
  return bits ^ (bits >>> 15);
}
