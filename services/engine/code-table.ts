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
  /** All bits above those of questions, and so the sign, whichever width a word has. */
  readonly #filled: number;
  words: Words;
  /** Of words that are not filled: the questions that were asked of the value. Empty until some are asked. */
  #asked: Words;
  #column: Column | undefined;
  /** Of the column's rows; undefined where they are made one by one. */
  #codes: Column['codes'] | undefined;
  /** Of the codes that words may be filled for. */
  #generation: symbol | undefined;
  #limit = 0;

  /**
   * @param questions how many there are
   * @param bitsOf of the questions that are asked, a bit for each that accepts the value; none is asked of a value twice
   */
  constructor(questions: number, bitsOf: (value: unknown, asked: number) => number) {
    this.#wordsOf = wordsFor(questions);
    this.#bitsOf = bitsOf;
    this.#filled = -1 << questions;
    this.words = this.#wordsOf(SIZE_MIN);
    this.#asked = this.#wordsOf(0);
  }

  /** Makes the table one of this column's codes; what is known stays while codes mean the same. */
  follow(column: Column): void {
    const { generation, limit } = column;
    if (generation !== this.#generation) {
      this.words.fill(0, 0, this.#limit);
      this.#asked.fill(0, 0, this.#limit);
    }
    this.#generation = generation;
    this.#limit = limit;
    this.#column = column;
    this.#codes = column.codeOf === undefined ? column.codes : undefined;
    if (limit <= this.words.length) return;
    const words = this.#wordsOf(Math.max(limit, this.words.length * 2));
    words.set(this.words);
    this.words = words;
  }

  /** Whether codes are made one by one: then it is asked of few rows, after all others. */
  get isDear(): boolean {
    return this.#codes === undefined;
  }

  /** Whether there are so many values that most are asked about by few questions: not all questions need be asked of each. */
  get isWide(): boolean {
    return this.#limit > WIDE_MIN;
  }

  get codes(): Column['codes'] {
    return this.#codes ?? this.#column?.codes ?? NONE;
  }

  /** Which questions accept the value of a row, and all bits above those of questions. */
  at(row: number): number {
    const code = this.#codes === undefined ? this.#codeOf(row) : (this.#codes[row] ?? 0);
    return this.words[code] || this.#fill(code);
  }

  /** Which of the questions accept the value of a row. The others are not asked. */
  among(row: number, questions: number): number {
    const code = this.#codes === undefined ? this.#codeOf(row) : (this.#codes[row] ?? 0);
    const word = this.words[code] ?? 0;
    if (word < 0) return questions & word;
    const asked = this.#asked[code] ?? 0;
    return questions & ((questions & ~asked) === 0 ? word : this.#ask(code, asked, questions));
  }

  #codeOf(row: number): number {
    return this.#column?.codeOf?.(row) ?? 0;
  }

  #fill(code: number): number {
    const word = this.#filled | this.#bitsOf(this.#column?.value(code), ~this.#filled);
    this.words[code] = word;
    return word;
  }

  #ask(code: number, asked: number, questions: number): number {
    const now = asked | questions;
    if (now === ~this.#filled && asked === 0) return this.#fill(code);
    const word = (this.words[code] ?? 0) | this.#bitsOf(this.#column?.value(code), questions & ~asked);
    if (this.#asked.length < this.words.length) {
      const longer = this.#wordsOf(this.words.length);
      longer.set(this.#asked);
      this.#asked = longer;
    }
    this.#asked[code] = now;
    this.words[code] = now === ~this.#filled ? word | this.#filled : word;
    return word;
  }
}

const WIDE_MIN = 4096;

const NONE = new Uint32Array(0);

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
 * The questions that accept a row's values in all tables, for the rows `from` to `to`. Three fields are asked of every
 * row, unless that is dear, the others only of rows that are candidates still.
 *
 * @param all a bit a question
 */
export function narrow(tables: readonly CodeTable[], from: number, to: number, all: number, into: Candidates): void {
  const { rows, bits: kept } = into;
  const a = tables[0];
  let size = 0;
  if (a === undefined) {
    for (let row = from; row < to; row++) {
      rows[size] = row;
      kept[size++] = all;
    }
    into.size = size;
    return;
  }
  const { words: ofA, codes: codesA } = a;
  const next = swiftOnes(tables);
  const b = (next > 1 ? tables[1] : a) ?? a;
  const { words: ofB, codes: codesB } = b;
  const c = (next > 2 ? tables[2] : a) ?? a;
  const { words: ofC, codes: codesC } = c;
  for (let row = from; row < to; row++) {
    let bits = (ofA[codesA[row] ?? 0] ?? 0) & (ofB[codesB[row] ?? 0] ?? 0) & (ofC[codesC[row] ?? 0] ?? 0);
    // A word that is not filled yet lacks the sign that all others have.
    if (bits >= 0) bits = a.at(row) & b.at(row) & c.at(row);
    bits &= all;
    if (bits !== 0 && next < tables.length) bits = acceptedBy(tables, next, row, bits);
    if (bits === 0) continue;
    rows[size] = row;
    kept[size++] = bits;
  }
  into.size = size;
}

/** The same for the rows that `into` has, which are few. */
export function narrowFew(tables: readonly CodeTable[], all: number, into: Candidates): void {
  const { rows, bits: kept } = into;
  let size = 0;
  for (let i = 0; i < into.size; i++) {
    const row = rows[i] ?? 0;
    const bits = acceptedBy(tables, 0, row, all);
    if (bits === 0) continue;
    rows[size] = row;
    kept[size++] = bits;
  }
  into.size = size;
}

/** How many tables are asked of every row: up to three that have all codes at hand and few values, and the first in any case. */
function swiftOnes(tables: readonly CodeTable[]): number {
  let swift = 1;
  while (swift < 3 && tables[swift]?.isDear === false && tables[swift]?.isWide === false) swift++;
  return swift;
}

/** By the tables from `first` on. */
function acceptedBy(tables: readonly CodeTable[], first: number, row: number, candidates: number): number {
  let bits = candidates;
  for (let i = first; i < tables.length && bits !== 0; i++) bits = tables[i]?.among(row, bits) ?? 0;
  return bits;
}

/**
 * The tables, those first that leave the fewest candidates among some rows, each after those before it; of those, the ones
 * with many values come after the others, and the dear ones last.
 */
export function inTurn(tables: readonly CodeTable[], rows: number, questions: number): readonly CodeTable[] {
  let candidates = new Int32Array(rows).fill(2 ** questions - 1);
  const ordered = (some: readonly CodeTable[]): readonly CodeTable[] => {
    const rest = new Set(some);
    return some.map(() => {
      const [first, left] = [...rest]
        .map((table) => [table, candidates.map((bits, row) => bits & table.at(row))] as const)
        .reduce((best, other) => (count(other[1]) < count(best[1]) ? other : best));
      rest.delete(first);
      candidates = left;
      return first;
    });
  };
  const swift = tables.filter(({ isDear, isWide }) => !isDear && !isWide);
  const wide = tables.filter(({ isDear, isWide }) => !isDear && isWide);
  return [...ordered(swift), ...ordered(wide), ...tables.filter(({ isDear }) => isDear)];
}

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
