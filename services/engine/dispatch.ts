import type { Batch } from '#services/model/column.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import { Candidates, CodeTable, inTurn, narrow, narrowFew, QUESTIONS_MAX, type Turns } from './code-table.ts';
import type { IntelViews } from './intel-views.ts';
import type { AnySource, Question } from './question.ts';

/** Rows that are dispatched together: their candidates stay in the first-level cache. */
export const BLOCK_ROWS = 2048;

/** How many rows of the first large batch decide which fields are asked first. */
const SAMPLE_ROWS = 256;

/** A column that every batch has, whether or not it was asked for. */
const ACCOUNT = 'accountId';

type Accepts = (value: unknown) => boolean;
type Condition = (value: unknown, look: Question['look']) => boolean;

/**
 * Finds the questions that a row is a candidate for, by single fields only: routes and `where`. Whether a question
 * accepts a value is asked once per distinct value and kept by the value's code, one bit per question. A row's
 * candidates are the AND of one table entry per field.
 */
export class Dispatch {
  readonly words: readonly DetectorWord[];
  readonly #routing: Routing | undefined;
  readonly #trusted: readonly Trusted[];

  /**
   * @param questions the questions of the source, except `broad`
   * @param broad questions that concern most records. They share no word with others, whose conditions would otherwise be
   *   looked up for rows that only these questions concern
   */
  constructor(source: AnySource, questions: readonly Question[], views: IntelViews, broad: readonly Question[] = []) {
    this.words = [...inWords(questions), ...inWords(broad)].map((few) => new DetectorWord(source, few));
    const routed = this.words.filter((word) => word.routes !== undefined);
    this.#routing = routed.length > 0 ? new Routing(source, this.words) : undefined;
    this.#trusted = trustedOf(source, views);
  }

  /** Switches to another batch. */
  begin(batch: Batch): void {
    for (const word of this.words) word.begin(batch);
    this.#routing?.begin(batch);
    for (const trusted of this.#trusted) trusted.begin(batch);
  }

  /**
   * Fills the words' `candidates` of rows `from` to `to`. A record whose other end is on a trusted list has none.
   *
   * @returns how many rows lost their candidates because they are trusted
   */
  select(from: number, to: number): number {
    if (this.#routing === undefined) for (const word of this.words) word.select(from, to);
    else this.#routing.select(from, to);
    return this.#trusted.reduce((skipped, trusted) => skipped + trusted.skip(from, to, this.words), 0);
  }
}

/** Fields that batches must have columns of, so that questions can be put to them. */
export function fieldsOf(
  { remote, route }: AnySource,
  detectors: readonly Pick<AnyDetector, 'by' | 'where' | 'from'>[],
): readonly string[] {
  const asked = detectors.flatMap(({ by = [], where = {}, from }) => [
    ...by,
    ...Object.keys(where),
    ...(from.routes.length > 0 ? [route] : []),
  ]);
  return [...new Set([remote, ...asked])].filter((field) => field !== ACCOUNT).toSorted();
}

function inWords(questions: readonly Question[]): readonly (readonly Question[])[] {
  const inOrder = questions.toSorted(byRoute);
  return Array.from({ length: Math.ceil(questions.length / QUESTIONS_MAX) }, (_, i) =>
    inOrder.slice(i * QUESTIONS_MAX, (i + 1) * QUESTIONS_MAX),
  );
}

/** Questions about every record come first; questions about the same route come next to each other. */
function byRoute({ detector: { from: a } }: Question, { detector: { from: b } }: Question): number {
  const [first = '', second = ''] = [a.routes[0], b.routes[0]];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Up to 31 questions of one source, which share a word. */
export class DetectorWord {
  readonly questions: readonly Question[];
  readonly fields: readonly string[];
  /** Candidates of the block that was selected last. */
  readonly candidates = new Candidates(BLOCK_ROWS);
  /** The values of the source's route that any question asks about; undefined when one question asks about all. */
  readonly routes: ReadonlySet<unknown> | undefined;
  readonly #all: number;
  /** One table for each of `fields`, in the same order. */
  readonly #tables: readonly CodeTable[];
  /** The tables in the order in which they are asked, and the number of rows that decided it. */
  #turns: Turns = { tables: [], full: 0 };
  #sampled = -1;

  constructor(source: AnySource, questions: readonly Question[]) {
    this.questions = questions;
    this.#all = 2 ** questions.length - 1;
    const routes = questions.map(({ detector }) => detector.from.routes);
    this.routes = routes.some((names) => names.length === 0) ? undefined : new Set(routes.flat());
    const met: Met = new Map();
    const conditions = questions.map((question) => conditionsOf(question, source, met));
    this.fields = [...new Set(conditions.flatMap((condition) => [...condition.keys()]))];
    this.#tables = this.fields.map((field) => {
      const shared = sharedConditions(conditions.map((condition) => condition.get(field)));
      const caring = shared.reduce((bits, each) => (each.accepts === undefined ? bits : bits | each.bits), 0);
      return new CodeTable(questions.length, caring, (value, asked) => bitsOf(shared, value, asked));
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
    narrow(this.#turns, from, to, this.#all, this.candidates);
  }

  /** Like `select`, for the rows that are among the candidates already. */
  selectFew(): void {
    narrowFew(this.#turns, this.#all, this.candidates);
  }
}

/** Most routes concern few questions. So the words that a row's route concerns are found first, once per row. */
class Routing {
  readonly #route: string;
  /** Words with a question that asks about every record. */
  readonly #wide: readonly DetectorWord[];
  readonly #routed: readonly DetectorWord[];
  /** By route: a bit for each routed word that asks about it. */
  readonly #table: CodeTable;

  constructor({ route }: AnySource, words: readonly DetectorWord[]) {
    this.#route = route;
    this.#wide = words.filter((word) => word.routes === undefined);
    const routed = words.filter((word) => word.routes !== undefined);
    this.#routed = routed;
    const size = Math.min(routed.length, QUESTIONS_MAX);
    this.#table = new CodeTable(size, 2 ** size - 1, (value) =>
      routed.reduce((bits, word, i) => (word.routes?.has(value) ? bits | bitOf(i) : bits), 0),
    );
  }

  begin(batch: Batch): void {
    this.#table.follow(batch.column(this.#route));
  }

  select(from: number, to: number): void {
    for (const word of this.#wide) word.select(from, to);
    for (const { candidates } of this.#routed) candidates.size = 0;
    for (let row = from; row < to; row++) {
      const bits = this.#table.at(row);
      for (let i = 0; i < this.#routed.length; i++) {
        if ((bits & bitOf(i)) === 0) continue;
        const candidates = this.#routed[i]?.candidates;
        if (candidates !== undefined) candidates.rows[candidates.size++] = row;
      }
    }
    for (const word of this.#routed) word.selectFew();
  }
}

/** The bit of a routed word. A table has 31 bits; with more words, the last ones share a bit. */
function bitOf(word: number): number {
  return 1 << Math.min(word, QUESTIONS_MAX - 1);
}

/** Trusted lists by view: those of accounts that have lists of their own, and the common lists for all others. */
function trustedOf(source: AnySource, { common, byAccount }: IntelViews): readonly Trusted[] {
  const own = [...new Set(byAccount.values())].filter((intel) => intel.has('trusted'));
  if (own.length === 0) return common.has('trusted') ? [new Trusted(source, [common])] : [];
  const all = [common, ...own];
  const parts = Array.from({ length: Math.ceil(all.length / VIEWS_MAX) }, (_, i) =>
    all.slice(i * VIEWS_MAX, (i + 1) * VIEWS_MAX),
  );
  return parts.map(
    (views) => new Trusted(source, views, (accountId) => views.indexOf(byAccount.get(accountId) ?? common)),
  );
}

/** Views that share a word. One more bit stands for the accounts that have none of them. */
const VIEWS_MAX = QUESTIONS_MAX - 1;

/** Skips records whose other end is on a trusted list of their account's view, for up to `VIEWS_MAX` views. */
class Trusted {
  readonly #remote: string;
  /** By other end: a bit for each view that does not trust it. By account: the bit of its view. */
  readonly #tables: readonly CodeTable[];
  readonly #turns: Turns;
  readonly #all: number;
  readonly #byAccount: CodeTable | undefined;
  /** The rows of a block that are not skipped. */
  readonly #untrusted = new Candidates(BLOCK_ROWS);
  /** By row of the block: 1 when it is not skipped. */
  readonly #isUntrusted = new Uint8Array(BLOCK_ROWS);

  /** @param viewOf index of an account's view, -1 when it is not one of `views`; absent: all accounts have the first */
  constructor({ remote, remoteIs }: AnySource, views: readonly Intel[], viewOf?: (accountId: string) => number) {
    this.#remote = remote;
    const isTrusted = (value: string, intel: Intel): boolean =>
      (remoteIs === 'address' ? intel.address(value, 'trusted') : intel.domain(value, 'trusted')) !== undefined;
    const size = views.length + 1;
    this.#all = 2 ** size - 1;
    const notTrustedBy = (value: unknown): number =>
      views.reduce(
        (bits, intel, i) => (value !== undefined && isTrusted(String(value), intel) ? bits & ~(2 << i) : bits),
        viewOf === undefined ? this.#all & ~1 : this.#all,
      );
    const byRemote = new CodeTable(size, this.#all, notTrustedBy);
    this.#byAccount = viewOf && new CodeTable(size, this.#all, (value) => 2 ** (viewOf(String(value)) + 1));
    this.#tables = this.#byAccount ? [byRemote, this.#byAccount] : [byRemote];
    this.#turns = { tables: this.#tables, full: this.#tables.length };
  }

  begin(batch: Batch): void {
    this.#tables[0]?.follow(batch.column(this.#remote));
    this.#byAccount?.follow(batch.column(ACCOUNT));
  }

  /** @returns how many rows lost their candidates */
  skip(from: number, to: number, words: readonly DetectorWord[]): number {
    const untrusted = this.#untrusted;
    narrow(this.#turns, from, to, this.#all, untrusted);
    if (untrusted.size === to - from) return 0;
    this.#isUntrusted.fill(0, 0, to - from);
    for (let i = 0; i < untrusted.size; i++) this.#isUntrusted[(untrusted.rows[i] ?? 0) - from] = 1;
    const skipped = new Set<number>();
    for (const { candidates } of words) this.#skip(from, candidates, skipped);
    return skipped.size;
  }

  #skip(from: number, candidates: Candidates, skipped: Set<number>): void {
    const { rows, bits } = candidates;
    let size = 0;
    for (let i = 0; i < candidates.size; i++) {
      const row = rows[i] ?? 0;
      if (this.#isUntrusted[row - from] === 0) {
        skipped.add(row);
        continue;
      }
      rows[size] = row;
      bits[size++] = bits[i] ?? 0;
    }
    candidates.size = size;
  }
}

/** Conditions bound to a look: by what they read besides the value, then by the condition itself. */
type Met = Map<unknown, Map<Condition, Accepts>>;

/** What a condition reads besides the value: nothing, the lists, or a look with the detector's own settings. */
function asksBeside(accepts: Condition, look: Question['look']): unknown {
  const { intel, settings } = look;
  if (accepts.length < 2) return undefined;
  return Object.keys(settings).every((name) => name === 'enabled') ? intel : look;
}

/**
 * The conditions of a question by field. Several on one field (a route and a `where`) become one.
 *
 * @param met conditions of other questions. Equal conditions become one function, which is called once for all
 */
function conditionsOf(question: Question, source: AnySource, met: Met): ReadonlyMap<string, Accepts> {
  const { detector, look, variantOf } = question;
  const conditions = new Map<string, Accepts>();
  const bound = (accepts: Condition): Accepts => {
    const beside = asksBeside(accepts, look);
    const alike = met.get(beside) ?? new Map<Condition, Accepts>();
    const made: Accepts = alike.get(accepts) ?? ((value) => accepts(value, look));
    met.set(beside, alike.set(accepts, made));
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

/** A bit for each of the `asked` questions that accepts the value or has no condition on the field. */
function bitsOf(conditions: readonly Shared[], value: unknown, asked: number): number {
  let bits = 0;
  for (let i = 0; i < conditions.length; i++) {
    const shared = conditions[i];
    if (shared === undefined || (shared.bits & asked) === 0) continue;
    if (shared.accepts === undefined || shared.accepts(value)) bits |= shared.bits;
  }
  return bits & asked;
}
