import type { Column } from '#services/model/column.ts';

/** What this index needs of a column. */
type Coded = Pick<Column, 'codes' | 'codeOf'>;

/**
 * Numbers the distinct combinations of some columns' codes and of one more number, the scope, in the order they come.
 * An open-addressing hash table over integers: finding a row's combination makes no string and no object.
 */
export class CombinationIndex {
  /** How many combinations have occurred. */
  size = 0;
  /** A slot: number of the combination + 1 (0: free), scope, codes. */
  #table: Int32Array;
  #capacity = CAPACITY_MIN;
  #columns: readonly Coded[] = [];
  /** Codes of each column; undefined when the column computes them one by one. */
  #codes: readonly (Column['codes'] | undefined)[] = [];
  /** Codes of the row that is looked for. */
  readonly #sought: Int32Array;
  /** Codes of many rows, and their numbers. The memory is reused from batch to batch. */
  #codesOfRows = new Int32Array(0);
  #numbers = new Int32Array(0);
  readonly #width: number;

  constructor(columns: number) {
    this.#width = columns + 2;
    this.#sought = new Int32Array(columns);
    this.#table = new Int32Array(CAPACITY_MIN * this.#width);
  }

  /** Switches to the same columns of another batch, whose codes mean the same. */
  follow(columns: readonly Coded[]): void {
    this.#columns = columns;
    this.#codes = columns.map((column) => (column.codeOf === undefined ? column.codes : undefined));
  }

  /** Forgets all combinations and switches to other columns. */
  begin(columns: readonly Coded[]): void {
    this.follow(columns);
    this.size = 0;
    this.#capacity = CAPACITY_MIN;
    this.#table.fill(0, 0, CAPACITY_MIN * this.#width);
  }

  /** The number of a row's combination. A new combination gets the `size` from before the call. */
  numberOf(row: number, scope: number): number {
    const sought = this.#sought;
    for (let i = 0; i < sought.length; i++) sought[i] = this.#codes[i]?.[row] ?? this.#columns[i]?.codeOf?.(row) ?? 0;
    return this.#numberOf(sought, 0, scope);
  }

  /**
   * The numbers of many rows' combinations, without a scope: column by column, which is quicker than row by row. They
   * are valid until the next call.
   *
   * @param areMost whether these are most rows of the batch; if so, all codes of a column are computed at once
   */
  numbersOf(rows: readonly number[], areMost = false): Int32Array {
    const fields = this.#sought.length;
    if (this.#numbers.length < rows.length) {
      this.#numbers = new Int32Array(rows.length * 2);
      this.#codesOfRows = new Int32Array(rows.length * 2 * fields);
    }
    const codes = this.#codesOfRows;
    const numbers = this.#numbers;
    for (let i = 0; i < fields; i++) this.#gather(rows, i, codes, areMost);
    for (let n = 0; n < rows.length; n++)
      numbers[n] =
        n > 0 && isRepeated(codes, n * fields, fields) ? (numbers[n - 1] ?? 0) : this.#numberOf(codes, n * fields, 0);
    return numbers;
  }

  /** Writes the codes of one column beside those of the others. */
  #gather(rows: readonly number[], field: number, into: Int32Array, areMost: boolean): void {
    const fields = this.#sought.length;
    const column = this.#columns[field];
    if (column === undefined) throw new Error('There are as many columns as fields.');
    const { codeOf } = column;
    if (codeOf !== undefined && !areMost) {
      for (let n = 0; n < rows.length; n++) into[n * fields + field] = codeOf(rows[n] ?? 0);
      return;
    }
    const { codes } = column;
    for (let n = 0; n < rows.length; n++) into[n * fields + field] = codes[rows[n] ?? 0] ?? 0;
  }

  /** The number of the combination that starts at `from` in `codes`. */
  #numberOf(codes: Int32Array, from: number, scope: number): number {
    const table = this.#table;
    const width = this.#width;
    const fields = width - 2;
    const last = this.#capacity - 1;
    let hash = scope;
    for (let i = 0; i < fields; i++) hash = mix(hash, codes[from + i] ?? 0);
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const at = slot * width;
      const number = table[at] ?? 0;
      if (number === 0) return this.#claim(at, scope, codes, from);
      if (table[at + 1] !== scope) continue;
      let i = 0;
      while (i < fields && table[at + 2 + i] === codes[from + i]) i++;
      if (i === fields) return number - 1;
    }
  }

  /** Gives a combination the next number. */
  #claim(at: number, scope: number, codes: Int32Array, from: number): number {
    this.#table[at] = ++this.size;
    this.#table[at + 1] = scope;
    for (let i = 0; i < this.#width - 2; i++) this.#table[at + 2 + i] = codes[from + i] ?? 0;
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

/** Whether a row's codes equal those of the previous row, as they often do. */
function isRepeated(codes: Int32Array, from: number, fields: number): boolean {
  for (let i = from; i < from + fields; i++) if (codes[i] !== codes[i - fields]) return false;
  return true;
}

const CAPACITY_MIN = 64;

function mix(hash: number, code: number): number {
  const bits = Math.imul(hash ^ code, 0x9e3779b1);
  return bits ^ (bits >>> 15);
}
