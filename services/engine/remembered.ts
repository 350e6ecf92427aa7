import { codeAt, type Batch, type Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { CombinationIndex } from './combination-index.ts';

/** Maximum of answers kept from batch to batch. When there are more, all are forgotten and asked for again. */
const KEPT_MAX = 16_384;

/**
 * Asks something about records, once per distinct combination of the values of some fields. Answers are kept from batch
 * to batch while the codes of these fields mean the same.
 */
export class Remembered<Answer extends object> {
  readonly #fields: readonly string[];
  readonly #ask: (record: LogRecord, row: number) => Answer;
  readonly #combinations: CombinationIndex;
  /** Answers by the number of the combination. */
  #answers: Answer[] = [];
  #generations: readonly symbol[] = [];
  #batch: Batch | undefined;

  constructor(fields: readonly string[], ask: (record: LogRecord, row: number) => Answer) {
    this.#fields = fields;
    this.#ask = ask;
    this.#combinations = new CombinationIndex(fields.length);
  }

  begin(batch: Batch): void {
    const columns = this.#fields.map((field) => batch.column(field));
    const same = columns.every(({ generation }, i) => generation === this.#generations[i]);
    // If an error ended the last batch early, some of its combinations have no answers.
    const isWhole = this.#answers.length === this.#combinations.size;
    this.#batch = batch;
    if (same && isWhole && this.#answers.length < KEPT_MAX) return this.#combinations.follow(columns);
    this.#combinations.begin(columns);
    this.#answers = [];
    this.#generations = columns.map(({ generation }) => generation);
  }

  /**
   * The numbers of rows of the batch, for `answer`: in the order of the rows, and valid until the next call. New
   * combinations are numbered in the order of their rows, so answers have to be asked for in this order too.
   */
  numbersOf(rows: readonly number[]): Int32Array {
    return this.#combinations.numbersOf(rows, rows.length * 2 > this.#begun().rows);
  }

  /** The answer for a row. @param number the row's number */
  answer(number: number, row: number): Answer {
    const known = this.#answers[number];
    if (known !== undefined) return known;
    const answer = this.#ask(this.#begun().record(row), row);
    this.#answers.push(answer);
    return answer;
  }

  /** The answer for one row. */
  of(row: number): Answer {
    return this.answer(this.#combinations.numberOf(row, 0), row);
  }

  #begun(): Batch {
    if (this.#batch === undefined) throw new Error('Nothing can be asked before a batch has begun.');
    return this.#batch;
  }

  /** Releases the batch. */
  end(): void {
    this.#batch = undefined;
  }
}

/** Like `Remembered`, for a text made from one field's value; '' stands for none. */
export class RememberedText {
  readonly #field: string;
  readonly #make: (value: string | undefined) => string | undefined;
  /** Texts by code. */
  #texts: (string | undefined)[] = [];
  #column: Column | undefined;
  /** Codes of the column's rows; undefined when the column computes them one by one. */
  #codes: Column['codes'] | undefined;
  #generation: symbol | undefined;

  constructor(field: string, make: (value: string | undefined) => string | undefined) {
    this.#field = field;
    this.#make = make;
  }

  begin(batch: Batch): void {
    const column = batch.column(this.#field);
    if (column.generation !== this.#generation) this.#texts = [];
    this.#generation = column.generation;
    this.#column = column;
    this.#codes = column.codeOf === undefined ? column.codes : undefined;
  }

  of(row: number): string {
    if (this.#column === undefined) throw new Error('Nothing can be asked before a batch has begun.');
    const code = this.#codes === undefined ? codeAt(this.#column, row) : (this.#codes[row] ?? 0);
    const known = this.#texts[code];
    if (known !== undefined) return known;
    const value = this.#column.value(code);
    const made = this.#make(value === undefined ? undefined : String(value)) ?? '';
    // Codes come in no order, and an array with holes is slow.
    while (this.#texts.length < code) this.#texts.push(undefined);
    this.#texts[code] = made;
    return made;
  }

  /** Releases the batch. */
  end(): void {
    this.#column = undefined;
    this.#codes = undefined;
  }
}
