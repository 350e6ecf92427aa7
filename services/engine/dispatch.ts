import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { AnySource, Question } from './question.ts';

/** Rows that are dispatched together: their candidates stay in the first-level cache. */
export const BLOCK_ROWS = 2048;

/** Thirty-one questions share a word: the remaining bit says that a table entry is filled. */
const LANE_QUESTIONS = 31;
const FILLED = 1 << 31;

type Accepts = (value: unknown) => boolean;

/**
 * Which questions a row is a candidate for, by single fields alone: routes and `where`. Whether a question accepts a
 * value is asked once per distinct value and kept by the value's code, one bit a question; a row's candidates are the
 * AND of one table entry a field.
 */
export class Dispatch {
  readonly lanes: readonly Lane[];
  /** Fields that batches must have columns of. */
  readonly fields: readonly string[];
  readonly #source: AnySource;
  readonly #trusted: CodeTable | undefined;
  /** 1 for the rows of a block that lost their candidates. */
  readonly #silenced = new Uint8Array(BLOCK_ROWS);

  /** @param questions all of the source */
  constructor(source: AnySource, questions: readonly Question[]) {
    this.#source = source;
    this.lanes = Array.from(
      { length: Math.ceil(questions.length / LANE_QUESTIONS) },
      (_, i) => new Lane(source, questions.slice(i * LANE_QUESTIONS, (i + 1) * LANE_QUESTIONS)),
    );
    const intel = questions[0]?.look.intel;
    if (intel?.has('trusted')) {
      const lookUp = source.remoteIs === 'address' ? intel.address : intel.domain;
      this.#trusted = new CodeTable((value) =>
        value !== undefined && lookUp.call(intel, String(value), 'trusted') !== undefined ? 1 : 0,
      );
    }
    const by = questions.flatMap(({ detector }) => detector.by ?? []);
    const fields = [source.remote, ...by, ...this.lanes.flatMap((lane) => lane.fields)];
    this.fields = [...new Set(fields)].toSorted();
  }

  /**
   * Fills the lanes' `candidates` for rows `from` to `to`. A record whose other end is on a trusted list has none.
   *
   * @returns how many rows would have had candidates, were they not trusted
   */
  select(batch: Batch, from: number, to: number): number {
    for (const lane of this.lanes) lane.select(batch, from, to);
    return this.#trusted === undefined ? 0 : this.#silence(batch.column(this.#source.remote), this.#trusted, from, to);
  }

  #silence(column: Column, trusted: CodeTable, from: number, to: number): number {
    trusted.follow(column);
    this.#silenced.fill(0);
    for (const { candidates } of this.lanes) trusted.strike(column.codes, from, to, candidates, this.#silenced);
    return this.#silenced.reduce((sum, silenced) => sum + silenced, 0);
  }
}

/** Up to 31 questions of one source. */
export class Lane {
  readonly questions: readonly Question[];
  readonly fields: readonly string[];
  /** A bit a question, for each row of the block. */
  readonly candidates = new Int32Array(BLOCK_ROWS);
  readonly #all: number;
  readonly #conditions: readonly { readonly field: string; readonly table: CodeTable }[];

  constructor(source: AnySource, questions: readonly Question[]) {
    this.questions = questions;
    this.#all = 2 ** questions.length - 1;
    const conditions = questions.map((question) => conditionsOf(question, source));
    this.fields = [...new Set(conditions.flatMap((condition) => [...condition.keys()]))];
    this.#conditions = this.fields.map((field) => {
      const accepts = conditions.map((condition) => condition.get(field));
      return { field, table: new CodeTable((value) => bitsOf(accepts, value)) };
    });
  }

  select(batch: Batch<LogRecord>, from: number, to: number): void {
    const { candidates } = this;
    candidates.fill(this.#all);
    for (const { field, table } of this.#conditions) {
      const column = batch.column(field);
      table.follow(column);
      table.narrow(column.codes, from, to, candidates);
    }
  }
}

/** A word for each code of a column, filled when the code is first met. */
class CodeTable {
  #words = new Int32Array(256);
  #column: Column | undefined;
  #generation = -1;
  readonly #wordOf: (value: unknown) => number;

  constructor(wordOf: (value: unknown) => number) {
    this.#wordOf = wordOf;
  }

  /** Makes the table one of this column's codes. */
  follow(column: Column): void {
    if (column.generation !== this.#generation) this.#words.fill(0, 0, this.#column?.limit);
    this.#column = column;
    this.#generation = column.generation;
    if (column.limit <= this.#words.length) return;
    const words = new Int32Array(Math.max(column.limit, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }

  /** Leaves the candidates that the codes' words leave. */
  narrow(codes: Column['codes'], from: number, to: number, candidates: Int32Array): void {
    const words = this.#words;
    for (let row = from, i = 0; row < to; row++, i++) {
      const word = words[codes[row] ?? 0] ?? 0;
      candidates[i] = (candidates[i] ?? 0) & (word < 0 ? word : this.#fill(codes[row] ?? 0));
    }
  }

  /** Takes all candidates from rows whose code has a word of 1, and marks these rows. */
  strike(codes: Column['codes'], from: number, to: number, candidates: Int32Array, marks: Uint8Array): void {
    for (let row = from, i = 0; row < to; row++, i++) {
      if (candidates[i] === 0) continue;
      const word = this.#words[codes[row] ?? 0] ?? 0;
      if (((word < 0 ? word : this.#fill(codes[row] ?? 0)) & 1) === 0) continue;
      candidates[i] = 0;
      marks[i] = 1;
    }
  }

  #fill(code: number): number {
    const word = FILLED | this.#wordOf(this.#column?.value(code));
    this.#words[code] = word;
    return word;
  }
}

/** The conditions of a question by field; several on one field (a route and a `where`) are one. */
function conditionsOf({ detector, look }: Question, source: AnySource): ReadonlyMap<string, Accepts> {
  const conditions = new Map<string, Accepts>();
  for (const [field, accepts] of Object.entries(detector.where ?? {}))
    if (accepts !== undefined) conditions.set(field, (value) => accepts(value, look));
  if (detector.from.routes.length > 0) {
    const routes = new Set<unknown>(detector.from.routes);
    const accepts = conditions.get(source.route);
    conditions.set(source.route, (value) => routes.has(value) && (accepts === undefined || accepts(value)));
  }
  return conditions;
}

/** A bit for each question that accepts the value or does not ask about the field. */
function bitsOf(accepts: readonly (Accepts | undefined)[], value: unknown): number {
  return accepts.reduce((bits, accept, i) => (accept === undefined || accept(value) ? bits | (1 << i) : bits), 0);
}
