import type { Column } from '#services/model/column.ts';

/** Questions that a word has room for: the remaining bit says that it is filled. */
export const QUESTIONS_MAX = 31;
const FILLED = 1 << QUESTIONS_MAX;

/** Which questions accept a field's values, by the values' codes: a word a code, filled when the code is first met. */
export class CodeTable {
  #words = new Int32Array(256);
  #column: Column | undefined;
  readonly #bitsOf: (value: unknown) => number;

  /** @param bitsOf a bit for each question that accepts the value; asked once per distinct value */
  constructor(bitsOf: (value: unknown) => number) {
    this.#bitsOf = bitsOf;
  }

  /** Makes the table one of this column's codes; what is known stays while codes mean the same. */
  follow(column: Column): void {
    if (column.generation !== this.#column?.generation) this.#words.fill(0, 0, this.#column?.limit);
    this.#column = column;
    if (column.limit <= this.#words.length) return;
    const words = new Int32Array(Math.max(column.limit, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }

  /** Leaves each row, of its candidates, the questions that accept its value. */
  narrow(from: number, to: number, candidates: Int32Array): void {
    const words = this.#words;
    const codes = this.#column?.codes ?? NONE;
    for (let row = from, i = 0; row < to; row++, i++) {
      const word = words[codes[row] ?? 0] ?? 0;
      candidates[i] = (candidates[i] ?? 0) & (word < 0 ? word : this.#fill(codes[row] ?? 0));
    }
  }

  #fill(code: number): number {
    const word = FILLED | this.#bitsOf(this.#column?.value(code));
    this.#words[code] = word;
    return word;
  }
}

const NONE = new Uint8Array(0);
