import type { Column } from '#services/model/column.ts';
import { Answers } from './answers.ts';

/** Maximum of questions in a 32-bit word: the remaining bit says that the word is filled. */
export const QUESTIONS_MAX = 31;
const SIZE_MIN = 256;

/**
 * Which questions accept a field's values, by the values' codes: one word per code, filled when the code first occurs.
 * Codes occur in no order, so words are as narrow as possible: then more of them fit into the CPU cache.
 */
export class CodeTable {
  readonly #wordsOf: (length: number) => Words;
  readonly #bitsOf: (value: unknown, asked: number) => number;
  /** A bit for each question that has a condition on the field. */
  readonly #caring: number;
  /** All bits above those of questions. The sign bit is one of them, whichever width a word has. */
  readonly #filled: number;
  words: Words;
  /** The answers that `narrow` and `narrowAll` use. */
  readonly #answers = new Answers();
  #column: Column | undefined;
  /** Codes of the column's rows; undefined when the column computes them one by one. */
  #codes: Column['codes'] | undefined;
  /** Generation of the codes that words are filled for. */
  #generation: symbol | undefined;
  #limit = 0;
  /** Whether the sampled rows have few values. */
  #hasFew = false;

  /**
   * @param questions number of questions
   * @param caring a bit for each question that has a condition on the field
   * @param bitsOf gives a bit for each of the `asked` questions that accepts the value
   */
  constructor(questions: number, caring: number, bitsOf: (value: unknown, asked: number) => number) {
    this.#wordsOf = wordsFor(questions);
    this.#bitsOf = bitsOf;
    this.#caring = caring;
    this.#filled = -1 << questions;
    this.words = this.#wordsOf(SIZE_MIN);
  }

  /** Switches to another column of the field. Filled words are kept if its codes mean the same. */
  follow(column: Column): void {
    const { generation, limit } = column;
    if (generation !== this.#generation) {
      this.words.fill(0, 0, this.#limit);
      this.#answers.forget();
    }
    this.#generation = generation;
    this.#limit = limit;
    this.#column = column;
    this.#codes = column.codeOf === undefined ? column.codes : undefined;
  }

  /** When the table is asked: of every row, of the rows that are left, or after all other tables. */
  get turn(): 'first' | 'next' | 'last' {
    if (this.#column?.isCostly === true) return 'last';
    return this.#codes === undefined || (this.#limit > WIDE_MIN && !this.#hasFew) ? 'next' : 'first';
  }

  /** Whether the column computes codes one by one. */
  get isLazy(): boolean {
    return this.#codes === undefined;
  }

  /** Cost of asking the table about candidates (bits by row). Passing over a row costs 1. */
  costOf(candidates: Int32Array): number {
    if (this.turn === 'first') return 1;
    const each = this.isLazy ? 3 : 2;
    return candidates.reduce((cost, bits) => cost + ((bits & this.#caring) === 0 ? 1 : 1 + each), 0);
  }

  /** Looks at the first rows: a field with room for many values may have few, such as protocols. */
  sample(rows: number): void {
    const codes = this.#codes?.subarray(0, rows);
    this.#hasFew = codes !== undefined && rows > 0 && new Set(codes).size <= FEW_MAX;
  }

  get codes(): Column['codes'] {
    return this.#codes ?? this.#column?.codes ?? NONE;
  }

  /** Bits of the questions that accept the value of a row. All bits above those of questions are set too. */
  at(row: number): number {
    const code = this.#codes === undefined ? this.#codeOf(row) : (this.#codes[row] ?? 0);
    return this.words[code] || this.#fill(code);
  }

  /** Keeps each row's candidates that accept its value. Only candidates are asked, and none twice about a value. */
  narrow(candidates: Candidates): void {
    this.#answers.makeRoom(this.#limit);
    candidates.size =
      this.#codes === undefined ? this.#narrowLazy(candidates) : this.#narrowPlain(this.#codes, candidates);
  }

  /** Like `narrow`, for a block's rows from `from` on. All rows stay in their places, with a word of bits each. */
  narrowAll(from: number, rows: number, bits: Int32Array): void {
    this.#answers.makeRoom(this.#limit);
    const { codes } = this;
    const caring = this.#caring;
    const { stateOf, accepting, asked } = this.#answers;
    for (let i = 0; i < rows; i++) {
      const left = bits[i] ?? 0;
      const sought = left & caring;
      if (sought === 0) continue;
      const code = codes[from + i] ?? 0;
      const state = stateOf[code] ?? 0;
      const isKnown = (sought & ~(asked[state] ?? 0)) === 0;
      bits[i] = left & (~caring | (isKnown ? (accepting[state] ?? 0) : this.#ask(code, sought)));
    }
  }

  // Two methods with the same loop: a loop that decides for each row how to get its code would be slower.

  #narrowPlain(codes: Column['codes'], { rows, bits, size: before }: Candidates): number {
    const caring = this.#caring;
    const { stateOf, accepting, asked } = this.#answers;
    let size = 0;
    for (let i = 0; i < before; i++) {
      const row = rows[i] ?? 0;
      let left = bits[i] ?? 0;
      const sought = left & caring;
      if (sought !== 0) {
        const code = codes[row] ?? 0;
        const state = stateOf[code] ?? 0;
        const isKnown = (sought & ~(asked[state] ?? 0)) === 0;
        left &= ~caring | (isKnown ? (accepting[state] ?? 0) : this.#ask(code, sought));
      }
      rows[size] = row;
      bits[size] = left;
      size += isSome(left);
    }
    return size;
  }

  #narrowLazy({ rows, bits, size: before }: Candidates): number {
    const caring = this.#caring;
    const { stateOf, accepting, asked } = this.#answers;
    const codeOf = this.#column?.codeOf ?? NO_CODE;
    let size = 0;
    for (let i = 0; i < before; i++) {
      const row = rows[i] ?? 0;
      let left = bits[i] ?? 0;
      const sought = left & caring;
      if (sought !== 0) {
        const code = codeOf(row);
        const state = stateOf[code] ?? 0;
        const isKnown = (sought & ~(asked[state] ?? 0)) === 0;
        left &= ~caring | (isKnown ? (accepting[state] ?? 0) : this.#ask(code, sought));
      }
      rows[size] = row;
      bits[size] = left;
      size += isSome(left);
    }
    return size;
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
    const { stateOf, asked, accepting } = this.#answers;
    const state = stateOf[code] ?? 0;
    const before = asked[state] ?? 0;
    const bits = (accepting[state] ?? 0) | this.#bitsOf(this.#column?.value(code), sought & ~before);
    this.#answers.set(code, before | sought, bits);
    return bits;
  }
}

/** A field with more values is not asked first: its values differ from row to row, so only candidates are asked about. */
const WIDE_MIN = 4096;
/** A field has few values when the sampled rows have at most this many. */
const FEW_MAX = 16;

/** 1 when any bit is set, else 0. It has no branch, because the CPU could not predict it. */
function isSome(bits: number): number {
  return (0 - bits) >>> 31;
}

const NONE = new Uint32Array(0);
const NO_CODE = (): number => 0;

function enlarged<Some extends Words>(words: Some, larger: Some): Some {
  larger.set(words);
  return larger;
}

/** Rows of a block that have candidates, in order, with a bit for each question that is a candidate. */
export class Candidates {
  readonly rows: Int32Array;
  readonly bits: Int32Array;
  size = 0;

  /** @param rowsMax the most rows that a block may have */
  constructor(rowsMax: number) {
    this.rows = new Int32Array(rowsMax);
    this.bits = new Int32Array(rowsMax);
  }
}

/** The tables of a word in the order in which they are asked. */
export interface Turns {
  readonly tables: readonly CodeTable[];
  /** The first `full` tables are asked of every row, the others only of rows that still have candidates. */
  readonly full: number;
}

/**
 * Finds the questions that accept a row's values in all tables, for the rows `from` to `to`. Up to three fields with
 * few values are asked at once.
 *
 * @param all a bit for each question
 */
export function narrow({ tables, full }: Turns, from: number, to: number, all: number, into: Candidates): void {
  const first = firstOnes(tables);
  const [a, b = a, c = a] = tables.slice(0, first);
  if (a === undefined || b === undefined || c === undefined) into.bits.fill(all, 0, to - from);
  else askThree(a, b, c, from, to, all, into.bits);
  for (let i = first; i < full; i++) tables[i]?.narrowAll(from, to - from, into.bits);
  into.size = takeSome(from, to, into);
  narrowFurther(tables, Math.max(first, full), into);
}

/** Like `narrow`, for the rows that `into` already has, which are few. */
export function narrowFew({ tables }: Turns, all: number, into: Candidates): void {
  into.bits.fill(all, 0, into.size);
  narrowFurther(tables, 0, into);
}

function narrowFurther(tables: readonly CodeTable[], first: number, into: Candidates): void {
  for (let i = first; i < tables.length && into.size > 0; i++) tables[i]?.narrow(into);
}

function askThree(
  a: CodeTable,
  b: CodeTable,
  c: CodeTable,
  from: number,
  to: number,
  all: number,
  bits: Int32Array,
): void {
  const { words: ofA, codes: codesA } = a;
  const { words: ofB, codes: codesB } = b;
  const { words: ofC, codes: codesC } = c;
  for (let row = from; row < to; row++) {
    let left = (ofA[codesA[row] ?? 0] ?? 0) & (ofB[codesB[row] ?? 0] ?? 0) & (ofC[codesC[row] ?? 0] ?? 0);
    // A word that is not filled yet lacks the sign bit that all filled words have.
    if (left >= 0) left = a.at(row) & b.at(row) & c.at(row);
    bits[row - from] = left & all;
  }
}

/** Leaves out the rows without candidates. */
function takeSome(from: number, to: number, { rows, bits }: Candidates): number {
  let size = 0;
  for (let row = from; row < to; row++) {
    const left = bits[row - from] ?? 0;
    rows[size] = row;
    bits[size] = left;
    size += isSome(left);
  }
  return size;
}

function firstOnes(tables: readonly CodeTable[]): number {
  let first = 0;
  while (first < FIRST_MAX && tables[first]?.turn === 'first') first++;
  return first;
}

/** Maximum of tables that are asked at once. */
const FIRST_MAX = 3;

/**
 * Chooses the order in which tables are asked, by trying them on the first rows. Tables with few values come first.
 * Within a turn, the next table is the one that removes the most candidates for its cost. While more than half of the
 * rows are left, asking about all rows costs no more than asking about those that are left.
 */
export function inTurn(tables: readonly CodeTable[], rows: number, questions: number): Turns {
  for (const table of tables) table.sample(rows);
  const inOrder: CodeTable[] = [];
  let full: number | undefined;
  let candidates = new Int32Array(rows).fill(2 ** questions - 1);
  for (const turn of TURNS) {
    const rest = new Set(tables.filter((table) => table.turn === turn));
    while (rest.size > 0) {
      const { table, left } = [...rest]
        .map((each) => choiceOf(each, candidates))
        .reduce((best, other) => (other.gain > best.gain ? other : best));
      if (table.isLazy || count(candidates, isSome) * 2 <= rows) full ??= inOrder.length;
      rest.delete(table);
      inOrder.push(table);
      candidates = left;
    }
  }
  return { tables: inOrder, full: full ?? inOrder.length };
}

function choiceOf(table: CodeTable, candidates: Int32Array) {
  const left = candidates.map((bits, row) => bits & table.at(row));
  return { table, left, gain: (count(candidates, ones) - count(left, ones)) / table.costOf(candidates) };
}

const TURNS = ['first', 'next', 'last'] as const;

function count(candidates: Int32Array, of: (bits: number) => number): number {
  return candidates.reduce((sum, bits) => sum + of(bits), 0);
}

/** How many bits are set: adds up pairs of bits, then fours, then bytes. */
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
