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
  readonly #bitsOf: (value: unknown, asked: number) => number;
  /** A bit for each question that has a condition on the field. */
  readonly #caring: number;
  /** All bits above those of questions, and so the sign, whichever width a word has. */
  readonly #filled: number;
  words: Words;
  /** The same for `narrow`, two numbers a code: the questions that accept its value, of those that were asked. */
  #answers = new Int32Array(0);
  #column: Column | undefined;
  /** Of the column's rows; undefined where they are made one by one. */
  #codes: Column['codes'] | undefined;
  /** Of the codes that words may be filled for. */
  #generation: symbol | undefined;
  #limit = 0;

  /**
   * @param questions how many there are
   * @param caring a bit for each of them that has a condition on the field
   * @param bitsOf of the questions that are asked, a bit for each that accepts the value
   */
  constructor(questions: number, caring: number, bitsOf: (value: unknown, asked: number) => number) {
    this.#wordsOf = wordsFor(questions);
    this.#bitsOf = bitsOf;
    this.#caring = caring;
    this.#filled = -1 << questions;
    this.words = this.#wordsOf(SIZE_MIN);
  }

  /** Makes the table one of this column's codes; what is known stays while codes mean the same. */
  follow(column: Column): void {
    const { generation, limit } = column;
    if (generation !== this.#generation) {
      this.words.fill(0, 0, this.#limit);
      this.#answers.fill(0, 0, this.#limit * 2);
    }
    this.#generation = generation;
    this.#limit = limit;
    this.#column = column;
    this.#codes = column.codeOf === undefined ? column.codes : undefined;
  }

  /** When it is asked: of every row, or of those that are left, before others or after them. */
  get turn(): 'first' | 'dear' | 'wide' | 'last' {
    if (this.#column?.isCostly === true) return 'last';
    if (this.#codes === undefined) return 'dear';
    return this.#limit > WIDE_MIN ? 'wide' : 'first';
  }

  get codes(): Column['codes'] {
    return this.#codes ?? this.#column?.codes ?? NONE;
  }

  /** Which questions accept the value of a row, and all bits above those of questions. */
  at(row: number): number {
    const code = this.#codes === undefined ? this.#codeOf(row) : (this.#codes[row] ?? 0);
    return this.words[code] || this.#fill(code);
  }

  /** Leaves each row, of its candidates, the questions that accept its value. Only those are asked, and none of a value twice. */
  narrow(candidates: Candidates): void {
    const { rows, bits } = candidates;
    const caring = this.#caring;
    const codes = this.#codes;
    if (this.#answers.length < this.#limit * 2)
      this.#answers = enlarged(this.#answers, new Int32Array(Math.max(this.#limit * 2, this.#answers.length * 2)));
    const answers = this.#answers;
    let size = 0;
    for (let i = 0; i < candidates.size; i++) {
      const row = rows[i] ?? 0;
      let left = bits[i] ?? 0;
      const sought = left & caring;
      if (sought !== 0) {
        const code = codes === undefined ? this.#codeOf(row) : (codes[row] ?? 0);
        const known = (sought & ~(answers[code * 2 + 1] ?? 0)) === 0;
        left &= ~caring | (known ? (answers[code * 2] ?? 0) : this.#ask(code, sought));
      }
      rows[size] = row;
      bits[size] = left;
      if (left !== 0) size++;
    }
    candidates.size = size;
  }

  #codeOf(row: number): number {
    return this.#column?.codeOf?.(row) ?? 0;
  }

  #fill(code: number): number {
    const word = this.#filled | this.#bitsOf(this.#column?.value(code), ~this.#filled);
    if (code >= this.words.length)
      this.words = enlarged(this.words, this.#wordsOf(Math.max(this.#limit, this.words.length * 2)));
    this.words[code] = word;
    return word;
  }

  #ask(code: number, sought: number): number {
    const asked = this.#answers[code * 2 + 1] ?? 0;
    const accepting = (this.#answers[code * 2] ?? 0) | this.#bitsOf(this.#column?.value(code), sought & ~asked);
    this.#answers[code * 2] = accepting;
    this.#answers[code * 2 + 1] = asked | sought;
    return accepting;
  }
}

/** A field with more values has so many that most are met by few questions: it pays to ask no others. */
const WIDE_MIN = 4096;

const NONE = new Uint32Array(0);

function enlarged<Some extends Words>(words: Some, larger: Some): Some {
  larger.set(words);
  return larger;
}

/** Rows of a block that have candidates, in order, and a bit for each question that is one. */
export class Candidates {
  readonly rows: Int32Array;
  readonly bits: Int32Array;
  size = 0;

  /** @param rowsMax as many rows as a block may have */
  constructor(rowsMax: number) {
    this.rows = new Int32Array(rowsMax);
    this.bits = new Int32Array(rowsMax);
  }
}

/**
 * The questions that accept a row's values in all tables, for the rows `from` to `to`. Up to three fields are asked of
 * every row, the others of rows that are candidates still.
 *
 * @param all a bit a question
 */
export function narrow(tables: readonly CodeTable[], from: number, to: number, all: number, into: Candidates): void {
  const first = firstOnes(tables);
  const [a, b = a, c = a] = tables.slice(0, first);
  if (a === undefined || b === undefined || c === undefined) takeAll(from, to, all, into);
  else into.size = narrowThree(a, b, c, from, to, all, into);
  narrowFurther(tables, first, into);
}

/** The same for the rows that `into` has, which are few. */
export function narrowFew(tables: readonly CodeTable[], all: number, into: Candidates): void {
  into.bits.fill(all, 0, into.size);
  narrowFurther(tables, 0, into);
}

function narrowFurther(tables: readonly CodeTable[], first: number, into: Candidates): void {
  for (let i = first; i < tables.length && into.size > 0; i++) tables[i]?.narrow(into);
}

function takeAll(from: number, to: number, all: number, into: Candidates): void {
  for (let row = from; row < to; row++) into.rows[row - from] = row;
  into.bits.fill(all, 0, to - from);
  into.size = to - from;
}

function narrowThree(
  a: CodeTable,
  b: CodeTable,
  c: CodeTable,
  from: number,
  to: number,
  all: number,
  { rows, bits }: Candidates,
): number {
  const { words: ofA, codes: codesA } = a;
  const { words: ofB, codes: codesB } = b;
  const { words: ofC, codes: codesC } = c;
  let size = 0;
  for (let row = from; row < to; row++) {
    let left = (ofA[codesA[row] ?? 0] ?? 0) & (ofB[codesB[row] ?? 0] ?? 0) & (ofC[codesC[row] ?? 0] ?? 0);
    // A word that is not filled yet lacks the sign that all others have.
    if (left >= 0) left = a.at(row) & b.at(row) & c.at(row);
    left &= all;
    rows[size] = row;
    bits[size] = left;
    if (left !== 0) size++;
  }
  return size;
}

function firstOnes(tables: readonly CodeTable[]): number {
  let first = 0;
  while (first < 3 && tables[first]?.turn === 'first') first++;
  return first;
}

/** The tables, by their turns; of those with one turn the one first that leaves the fewest candidates among some rows, each after those before it. */
export function inTurn(tables: readonly CodeTable[], rows: number, questions: number): readonly CodeTable[] {
  let candidates = new Int32Array(rows).fill(2 ** questions - 1);
  return TURNS.flatMap((turn) => {
    const rest = new Set(tables.filter((table) => table.turn === turn));
    return [...rest].map(() => {
      const [first, left] = [...rest]
        .map((table) => [table, candidates.map((bits, row) => bits & table.at(row))] as const)
        .reduce((best, other) => (count(other[1]) < count(best[1]) ? other : best));
      rest.delete(first);
      candidates = left;
      return first;
    });
  });
}

const TURNS = ['first', 'dear', 'wide', 'last'] as const;

function count(candidates: Int32Array): number {
  return candidates.reduce((sum, bits) => sum + ones(bits), 0);
}

/** How many bits are set, by adding up pairs, then fours, then bytes. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

type Words = Int8Array | Int16Array | Int32Array;

function wordsFor(questions: number): (length: number) => Words {
  if (questions <= 7) return (length) => new Int8Array(length);
  return questions <= 15 ? (length) => new Int16Array(length) : (length) => new Int32Array(length);
}
