import type { Batch } from '#services/model/column.ts';
import type { Intel } from '#services/model/intel.ts';
import { CodeTable, inTurn, narrow, QUESTIONS_MAX } from './code-table.ts';
import type { AnySource, Question } from './question.ts';

/** Rows that are dispatched together: their candidates stay in the first-level cache. */
export const BLOCK_ROWS = 2048;

/** Rows by which it is decided which fields are asked first: of the first batch that is worth it. */
const SAMPLE_ROWS = 256;

/** A column that every batch has, asked for or not. */
const ACCOUNT = 'accountId';

type Accepts = (value: unknown) => boolean;
type Condition = (value: unknown, look: Question['look']) => boolean;

/**
 * Which questions a row is a candidate for, by single fields alone: routes and `where`. Whether a question accepts a
 * value is asked once per distinct value and kept by the value's code, one bit a question; a row's candidates are the
 * AND of one table entry a field.
 */
export class Dispatch {
  readonly words: readonly DetectorWord[];
  /** Fields that batches must have columns of. */
  readonly fields: readonly string[];
  readonly #trusted: Trusted | undefined;

  /** @param questions all of the source */
  constructor(source: AnySource, questions: readonly Question[]) {
    this.words = Array.from(
      { length: Math.ceil(questions.length / QUESTIONS_MAX) },
      (_, i) => new DetectorWord(source, questions.slice(i * QUESTIONS_MAX, (i + 1) * QUESTIONS_MAX)),
    );
    const intel = questions[0]?.look.intel;
    this.#trusted = intel?.has('trusted') ? new Trusted(source, intel) : undefined;
    const by = questions.flatMap(({ detector }) => detector.by ?? []);
    const fields = [source.remote, ...by, ...this.words.flatMap((word) => word.fields)];
    this.fields = [...new Set(fields)].filter((field) => field !== ACCOUNT).toSorted();
  }

  /** Turns to the rows of another batch. */
  begin(batch: Batch): void {
    for (const word of this.words) word.begin(batch);
    this.#trusted?.begin(batch);
  }

  /**
   * Fills the words' `candidates` for rows `from` to `to`. A record whose other end is on a trusted list has none.
   *
   * @returns how many rows would have had candidates, were they not trusted
   */
  select(from: number, to: number): number {
    for (const word of this.words) word.select(from, to);
    return this.#trusted?.silence(from, to, this.words) ?? 0;
  }
}

/** Up to 31 questions of one source: as many as share a word. */
export class DetectorWord {
  readonly questions: readonly Question[];
  readonly fields: readonly string[];
  /** A bit a question, for each row of the block. */
  readonly candidates = new Int32Array(BLOCK_ROWS);
  /** By field. */
  readonly #tables: readonly CodeTable[];
  /** The same in the order in which they are asked, and by how many rows it was found. */
  #turns: readonly CodeTable[] = [];
  #sampled = -1;

  constructor(source: AnySource, questions: readonly Question[]) {
    this.questions = questions;
    const met = new Map<unknown, Accepts>();
    const conditions = questions.map((question) => conditionsOf(question, source, met));
    this.fields = [...new Set(conditions.flatMap((condition) => [...condition.keys()]))];
    this.#tables = this.fields.map((field) => {
      const shared = sharedConditions(conditions.map((condition) => condition.get(field)));
      return new CodeTable(questions.length, (value) => bitsOf(shared, value));
    });
  }

  begin(batch: Batch): void {
    for (let i = 0; i < this.fields.length; i++) this.#tables[i]?.follow(batch.column(this.fields[i] ?? ''));
    const sample = batch.rows > BLOCK_ROWS ? SAMPLE_ROWS : 0;
    if (this.#sampled >= sample) return;
    this.#sampled = sample;
    this.#turns = inTurn(this.#tables, sample, this.questions.length);
  }

  select(from: number, to: number): void {
    this.candidates.fill(2 ** this.questions.length - 1);
    narrow(this.#turns, from, to, this.candidates);
  }
}

/** Silences records whose other end is on a trusted list. */
class Trusted {
  readonly #remote: string;
  readonly #table: CodeTable;
  /** 1 for the rows of a block that questions may hear of. */
  readonly #heard = new Int32Array(BLOCK_ROWS);

  constructor({ remote, remoteIs }: AnySource, intel: Intel) {
    this.#remote = remote;
    const isTrusted = (value: string): boolean =>
      (remoteIs === 'address' ? intel.address(value, 'trusted') : intel.domain(value, 'trusted')) !== undefined;
    this.#table = new CodeTable(1, (value) => (value !== undefined && isTrusted(String(value)) ? 0 : 1));
  }

  begin(batch: Batch): void {
    this.#table.follow(batch.column(this.#remote));
  }

  /** @returns how many rows lost their candidates */
  silence(from: number, to: number, words: readonly DetectorWord[]): number {
    narrow([this.#table], from, to, this.#heard.fill(1));
    let trustedSkipped = 0;
    for (let i = 0; i < to - from; i++) {
      if (this.#heard[i] !== 0 || words.every(({ candidates }) => candidates[i] === 0)) continue;
      for (const { candidates } of words) candidates[i] = 0;
      trustedSkipped++;
    }
    return trustedSkipped;
  }
}

/**
 * The conditions of a question by field; several on one field (a route and a `where`) are one.
 *
 * @param shared those met so far that ask the value alone: in all questions they stay one function, which is called once
 */
function conditionsOf(
  question: Question,
  source: AnySource,
  shared: Map<unknown, Accepts>,
): ReadonlyMap<string, Accepts> {
  const { detector, look, variantOf } = question;
  const conditions = new Map<string, Accepts>();
  const bound = (accepts: Condition): Accepts => {
    const known = accepts.length < 2 ? shared.get(accepts) : undefined;
    if (known !== undefined) return known;
    const made: Accepts = (value) => accepts(value, look);
    shared.set(accepts, made);
    return made;
  };
  for (const [field, accepts] of Object.entries(detector.where ?? {}))
    if (accepts !== undefined) conditions.set(field, bound(accepts));
  if (detector.from.routes.length > 0) {
    const routes = new Set<unknown>(detector.from.routes);
    const accepts = conditions.get(source.route);
    conditions.set(source.route, (value) => routes.has(value) && (accepts === undefined || accepts(value)));
  }
  if (variantOf !== undefined) {
    const accepts = conditions.get(ACCOUNT);
    const isAsked: Accepts = (value) => variantOf(String(value)) === question;
    conditions.set(ACCOUNT, (value) => isAsked(value) && (accepts === undefined || accepts(value)));
  }
  return conditions;
}

/** A condition on a field, and a bit for each question that has it. */
interface Shared {
  readonly accepts: Accepts | undefined;
  readonly bits: number;
}

/** The conditions of questions on one field, each once. */
function sharedConditions(conditions: readonly (Accepts | undefined)[]): readonly Shared[] {
  const bits = new Map<Accepts | undefined, number>();
  conditions.forEach((accepts, i) => bits.set(accepts, (bits.get(accepts) ?? 0) | (1 << i)));
  return Array.from(bits, ([accepts, its]) => ({ accepts, bits: its }));
}

/** A bit for each question that accepts the value or does not ask about the field. */
function bitsOf(conditions: readonly Shared[], value: unknown): number {
  let bits = 0;
  for (let i = 0; i < conditions.length; i++) {
    const shared = conditions[i];
    if (shared !== undefined && (shared.accepts === undefined || shared.accepts(value))) bits |= shared.bits;
  }
  return bits;
}
