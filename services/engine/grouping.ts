import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import type { Group } from './group.ts';
import { startOf, type Question } from './question.ts';
import { CountingSort } from './counting-sort.ts';
import { CombinationIndex } from './combination-index.ts';
import type { Window } from './window.ts';
import type { Work } from './work.ts';

/** The window, account and Region that a record falls into, whatever it is about. */
export class Scope {
  readonly number: number;
  readonly window: Window;
  readonly accountId: string;
  readonly region: string;
  readonly #name: string;
  #object: number | undefined;

  /** @param name of the object being stepped */
  constructor(number: number, window: Window, accountId: string, region: string, name: string) {
    this.number = number;
    this.window = window;
    this.accountId = accountId;
    this.region = region;
    this.#name = name;
  }

  /** Index of the object among those of the window. The first read adds it: a window lists only objects it counts. */
  get object(): number {
    this.#object ??= this.window.indexOf(this.#name);
    return this.#object;
  }
}

/** What a record is about, and the group it is counted in: undefined when the window has too many. */
export interface Membership {
  readonly scope: Scope;
  readonly subject: Subject;
  readonly group: Group | undefined;
}

/** What all questions know of the batch being stepped. */
export interface BatchContext {
  readonly batch: Batch;
  readonly object: string;
  readonly work: Work;
  readonly accounts: Column;
  readonly regions: Column;
}

/**
 * The group-by of one question over one batch. A question that names the fields its subject depends on (`by`) is asked
 * for the subject once per distinct combination of their codes, after all rows were deferred to their combinations; any
 * other, for each record.
 */
export class Grouping {
  readonly question: Question;
  readonly #combinations: CombinationIndex | undefined;
  readonly #sorter = new CountingSort();
  /** Scope of each combination, by its number. */
  #deferred: Scope[] = [];
  #scopes = new Map<string, Scope>();
  /** The last scope met, and the codes of its account and Region: neighbouring records share it. */
  #scope: Scope | undefined;
  #account = 0;
  #region = 0;
  #context: BatchContext | undefined;

  constructor(question: Question) {
    this.question = question;
    const { by } = question.detector;
    this.#combinations = by === undefined ? undefined : new CombinationIndex(by.length);
  }

  /**
   * Switches to a batch.
   *
   * @returns false when it has already switched to this batch
   */
  begin(context: BatchContext): boolean {
    if (this.#context === context) return false;
    this.#context = context;
    return true;
  }

  /** Releases the batch and the work. */
  end(): void {
    this.#context = undefined;
    this.#scope = undefined;
    // A new map, because clearing a map may keep memory: V8 links the old table of a map to the new one, and if the old
    // table is not collected, none of the later ones is.
    this.#scopes = new Map();
    this.#sorter.begin();
    this.#deferred = [];
  }

  /** Whether rows were put aside. */
  get hasDeferred(): boolean {
    return this.#deferred.length > 0;
  }

  /** Puts a row aside for `forEachDeferred`, if the question names the fields its subject depends on. */
  defer(row: number, time: number): boolean {
    if (this.#combinations === undefined) return false;
    const scope = this.scopeOf(row, time);
    if (this.#deferred.length === 0) this.#combinations.begin(this.#subjectColumns());
    const number = this.#combinations.numberOf(row, scope.number);
    if (number === this.#deferred.length) this.#deferred.push(scope);
    this.#sorter.add(number, row);
    return true;
  }

  /** Hands over the rows that were put aside: one membership for all rows of a combination. */
  forEachDeferred(take: (membership: Membership, rows: Int32Array) => void): void {
    const { batch } = this.#begun();
    this.#sorter.forEach(this.#deferred, (rows, scope) => {
      const membership = this.#membership(batch.record(rows[0] ?? 0), scope, rows.length);
      if (membership !== undefined) take(membership, rows);
    });
  }

  /**
   * Undefined when the record's subject cannot be named.
   *
   * @param subject the subject, if it is known already
   */
  membershipOf(record: LogRecord, row: number, time: number, subject?: Subject): Membership | undefined {
    return this.#membership(record, this.scopeOf(row, time), 1, subject);
  }

  #begun(): BatchContext {
    if (this.#context === undefined) throw new Error('A grouping was asked before it began.');
    return this.#context;
  }

  /** Columns of the fields that the subject depends on. */
  #subjectColumns(): readonly Column[] {
    const { batch } = this.#begun();
    return (this.question.detector.by ?? []).map((field) => batch.column(field));
  }

  /** The scope that a row falls into. */
  scopeOf(row: number, time: number): Scope {
    const context = this.#begun();
    const account = context.accounts.codes[row] ?? 0;
    const region = context.regions.codes[row] ?? 0;
    const last = this.#scope;
    if (
      last !== undefined &&
      time >= last.window.start &&
      time < last.window.end &&
      account === this.#account &&
      region === this.#region
    )
      return last;
    const start = startOf(this.question, time);
    const key = `${start} ${account} ${region}`;
    const scope = this.#scopes.get(key) ?? this.#open(start, account, region, context);
    this.#scopes.set(key, scope);
    this.#scope = scope;
    this.#account = account;
    this.#region = region;
    return scope;
  }

  #open(start: number, account: number, region: number, { object, work, accounts, regions }: BatchContext): Scope {
    const window = work.windowOf(this.question, start);
    const accountId = String(accounts.value(account));
    const home = this.question.homeOf(String(regions.value(region)));
    return new Scope(this.#scopes.size, window, accountId, home, object);
  }

  /** @param records number of records that share the membership */
  #membership(record: LogRecord, scope: Scope, records: number, known?: Subject): Membership | undefined {
    const { detector, look } = this.question;
    const subject = known ?? detector.about(record, look);
    if (subject === undefined) {
      scope.window.shortfallOf(scope.object).nameless += records;
      return undefined;
    }
    const caller = detector.hops?.callerOf(record);
    return { scope, subject, group: scope.window.groupOf(subject, scope.accountId, scope.region, caller) };
  }
}
