import type { Column } from '#services/model/column.ts';

/** Questions that a word of 32 bits has room for: the remaining bit says that it is filled. */
export const QUESTIONS_MAX = 31;
const SIZE_MIN = 256;

/**
 * Which questions accept a field's values, by the values' codes: a word a code, filled when the code is first met. Rows
 * meet codes in no order, so words are as narrow as they can be: then more of them are near at hand.
 */
export class CodeTable {
  readonly #wordsOf: (length: number) => Words;
  readonly #bitsOf: (value: unknown) => number;
  /** All bits above those of questions, and so the sign, whichever width a word has. */
  readonly #filled: number;
  #words: Words;
  #column: Column | undefined;

  /**
   * @param questions how many there are
   * @param bitsOf a bit for each question that accepts the value; asked once per distinct value
   */
  constructor(questions: number, bitsOf: (value: unknown) => number) {
    this.#wordsOf = wordsFor(questions);
    this.#bitsOf = bitsOf;
    this.#filled = -1 << questions;
    this.#words = this.#wordsOf(SIZE_MIN);
  }

  /** Makes the table one of this column's codes; what is known stays while codes mean the same. */
  follow(column: Column): void {
    if (column.generation !== this.#column?.generation) this.#words.fill(0, 0, this.#column?.limit);
    this.#column = column;
    if (column.limit <= this.#words.length) return;
    const words = this.#wordsOf(Math.max(column.limit, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }

  /** Leaves each row, of its candidates, the questions that accept its value. */
  narrow(from: number, to: number, candidates: Int32Array): void {
    const { codes, limit } = this.#column ?? NOTHING;
    const words = this.#words;
    if (limit === 1 && (words[0] || this.#fill(0)) === ALL) return;
    for (let row = from, i = 0; row < to; row++, i++) {
      const code = codes[row] ?? 0;
      let word = words[code] ?? 0;
      if (word === 0) word = this.#fill(code);
      candidates[i] = (candidates[i] ?? 0) & word;
    }
  }

  #fill(code: number): number {
    const word = this.#filled | this.#bitsOf(this.#column?.value(code));
    this.#words[code] = word;
    return word;
  }
}

/** Every question accepts the value: with the bits above those of questions, all bits are set. */
const ALL = -1;
const NOTHING = { codes: new Uint32Array(0), limit: 0 };

type Words = Int8Array | Int16Array | Int32Array;

function wordsFor(questions: number): (length: number) => Words {
  if (questions <= 7) return (length) => new Int8Array(length);
  return questions <= 15 ? (length) => new Int16Array(length) : (length) => new Int32Array(length);
}
