import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import { windowStart } from '#services/model/time.ts';
import type { Group } from './group.ts';
import type { Question } from './question.ts';
import { Piles } from './piles.ts';
import { Slots } from './slots.ts';
import type { Window } from './window.ts';
import type { Work } from './work.ts';

/** Where a record falls, whatever it is about. */
export interface Scope {
  readonly number: number;
  readonly window: Window;
  readonly accountId: string;
  readonly region: string;
  /** Index of the object being stepped, among those of the window. */
  readonly object: number;
}

/** What a record is about, and the group it is counted in: none when the window has too many. */
export interface Place {
  readonly scope: Scope;
  readonly subject: Subject;
  readonly group: Group | undefined;
}

/** What all questions know of the batch being stepped. */
interface Turn {
  readonly batch: Batch;
  readonly object: string;
  readonly work: Work;
  readonly accounts: Column;
  readonly regions: Column;
}

/**
 * The group-by of one question over one batch. A question that names the fields its subject depends on (`by`) is asked
 * for the subject once per distinct combination of their codes, after all rows were dealt to their combinations; any
 * other, for each record.
 */
export class Grouping {
  readonly question: Question;
  readonly #combinations: Slots | undefined;
  readonly #piles = new Piles();
  /** By the number of the combination. */
  #dealt: Scope[] = [];
  readonly #scopes = new Map<string, Scope>();
  /** The last one met, and the codes of its account and Region: neighbours share it. */
  #scope: Scope | undefined;
  #account = 0;
  #region = 0;
  #turn: Turn | undefined;

  constructor(question: Question) {
    this.question = question;
    const { by } = question.detector;
    this.#combinations = by === undefined ? undefined : new Slots(by.length);
  }

  /** Most questions meet no record of most batches, so this costs next to nothing. */
  begin(turn: Turn): void {
    this.end();
    this.#turn = turn;
  }

  /** Lets go of the batch and the work, also of those that a detector failed in. */
  end(): void {
    this.#turn = undefined;
    if (this.#scope === undefined) return;
    this.#scope = undefined;
    this.#scopes.clear();
    this.#piles.begin();
    this.#dealt = [];
  }

  /** Whether rows were put aside. */
  get hasPiles(): boolean {
    return this.#dealt.length > 0;
  }

  /** Puts a row aside for `forEachPile`, if the question names the fields its subject depends on. */
  deal(row: number, time: number): boolean {
    if (this.#combinations === undefined) return false;
    const scope = this.#scopeOf(row, time);
    if (this.#dealt.length === 0) this.#combinations.begin(this.#subjectCodes());
    const number = this.#combinations.numberOf(row, scope.number);
    if (number === this.#dealt.length) this.#dealt.push(scope);
    this.#piles.deal(number, row);
    return true;
  }

  /** The rows that were put aside, by what they are about: one place for all rows of a combination. */
  forEachPile(take: (place: Place, rows: Int32Array) => void): void {
    const { batch } = this.#begun();
    this.#piles.forEach(this.#dealt, (rows, scope) => {
      const place = this.#place(batch.record(rows[0] ?? 0), scope, rows.length);
      if (place !== undefined) take(place, rows);
    });
  }

  /** Undefined when the record is about nothing that can be named. */
  placeOf(record: LogRecord, row: number, time: number): Place | undefined {
    return this.#place(record, this.#scopeOf(row, time), 1);
  }

  #begun(): Turn {
    if (this.#turn === undefined) throw new Error('A grouping was asked before it began.');
    return this.#turn;
  }

  /** Of the fields that the subject depends on. */
  #subjectCodes(): readonly Column['codes'][] {
    const { batch } = this.#begun();
    return (this.question.detector.by ?? []).map((field) => batch.column(field).codes);
  }

  #scopeOf(row: number, time: number): Scope {
    const turn = this.#begun();
    const account = turn.accounts.codes[row] ?? 0;
    const region = turn.regions.codes[row] ?? 0;
    const last = this.#scope;
    if (
      last !== undefined &&
      time >= last.window.start &&
      time < last.window.end &&
      account === this.#account &&
      region === this.#region
    )
      return last;
    const start = windowStart(time, this.question.within);
    const key = `${start} ${account} ${region}`;
    const scope = this.#scopes.get(key) ?? this.#open(start, account, region, turn);
    this.#scopes.set(key, scope);
    this.#scope = scope;
    this.#account = account;
    this.#region = region;
    return scope;
  }

  #open(start: number, account: number, region: number, { object, work, accounts, regions }: Turn): Scope {
    const window = work.windowOf(this.question, start);
    return {
      number: this.#scopes.size,
      window,
      accountId: String(accounts.value(account)),
      region: this.question.homeOf(String(regions.value(region))),
      object: window.indexOf(object),
    };
  }

  /** @param records how many are about the same */
  #place(record: LogRecord, scope: Scope, records: number): Place | undefined {
    const { detector, look } = this.question;
    const subject = detector.about(record, look);
    if (subject === undefined) {
      scope.window.shortfallOf(scope.object).nameless += records;
      return undefined;
    }
    return { scope, subject, group: scope.window.groupOf(subject, scope.accountId, scope.region) };
  }
}
