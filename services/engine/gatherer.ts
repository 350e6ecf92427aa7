import assert from 'node:assert/strict';
import type { AnyProfile } from '#services/model/behaviour.ts';
import type { Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { days, windowStart } from '#services/model/time.ts';
import type { ActsWindow } from './acts-window.ts';
import { CombinationIndex } from './combination-index.ts';
import { CountingSort } from './counting-sort.ts';
import type { BatchContext, Grouping } from './grouping.ts';
import { askedOf, type Question } from './question.ts';

/** Where a record falls. */
interface GatheredDay {
  readonly number: number;
  readonly window: ActsWindow;
  readonly accountId: string;
}

/** Takes a record to a question that judges days. */
type Take = (row: number, record: LogRecord, grouping: Grouping) => void;

/**
 * Gathers what a profile keeps, once for all questions that judge its days, and takes records of telling acts to these.
 * Who acted, what and how is asked once per distinct combination of codes, after all rows were met: then it is also known
 * of which records another detector tells.
 */
export class Gatherer {
  /** What the dispatch asks of records. */
  readonly question: Question;
  readonly #profile: AnyProfile;
  readonly #byTactic: ReadonlyMap<string | undefined, readonly Grouping[]>;
  readonly #combinations: CombinationIndex;
  readonly #sorter = new CountingSort();
  readonly #places = new Map<string, GatheredDay>();
  #deferred: GatheredDay[] = [];
  #context: BatchContext | undefined;
  #place: GatheredDay | undefined;
  #account = 0;
  #region = 0;

  /** @param groupings of the questions that judge days of one profile */
  constructor(groupings: readonly Grouping[]) {
    const question = groupings[0]?.question;
    const profile = question?.detector.learned?.profile;
    assert(question !== undefined && profile !== undefined, 'A gatherer is made for questions that judge days.');
    const { from, by, where } = profile;
    const { learned: _learned, where: _where, ...detector } = question.detector;
    this.question = {
      ...question,
      variantOf: undefined,
      detector: { ...detector, from, by, ...(where !== undefined && { where }) },
    };
    this.#profile = profile;
    this.#combinations = new CombinationIndex(by.length);
    this.#byTactic = Map.groupBy(groupings, (each) => each.question.detector.learned?.tactic);
  }

  /** Turns to a batch, before its first record is taken. @returns whether it had not yet */
  begin(context: BatchContext): boolean {
    if (this.#context === context) return false;
    this.#context = context;
    this.#combinations.begin(this.#profile.by.map((field) => context.batch.column(field)));
    return true;
  }

  /** Puts a row aside. */
  defer(row: number, time: number): void {
    const place = this.#placeOf(row, time);
    const number = this.#combinations.numberOf(row, place.number);
    if (number === this.#deferred.length) this.#deferred.push(place);
    this.#sorter.add(number, row);
  }

  /** @param isTold by row: whether a detector tells of it that needs one record alone */
  conclude(isTold: Uint8Array, take: Take): void {
    const { batch } = this.#begun();
    const { about, act, circumstances, kind, varies } = this.#profile;
    const { look } = this.question;
    this.#sorter.forEach(this.#deferred, (rows, { window, accountId }) => {
      const first = batch.record(rows[0] ?? 0);
      const subject = about(first, look);
      if (subject === undefined) return;
      const { object } = this.#begun();
      const identity = window.identityOf(accountId, subject.resource.id, kind(first), object);
      if (identity === undefined) return;
      const seen = circumstances(first, look);
      const common = varies(first) ? undefined : act(first, look);
      for (const row of rows) {
        // Of what is evidence for nobody one row is as good as all.
        if (common !== undefined && common.tactic === undefined && row !== rows[0]) break;
        const one = common ?? act(batch.record(row), look);
        identity.add(one, seen, isTold[row] !== 1);
        if (one.tactic === undefined) continue;
        for (const grouping of this.#byTactic.get(one.tactic) ?? [])
          if (askedOf(grouping.question, accountId) === grouping.question) take(row, batch.record(row), grouping);
      }
    });
  }

  /** Lets go of the batch. */
  end(): void {
    this.#context = undefined;
    this.#place = undefined;
    this.#places.clear();
    this.#sorter.begin();
    this.#deferred = [];
  }

  #begun(): BatchContext {
    assert(this.#context !== undefined, 'A gatherer was asked before it began.');
    return this.#context;
  }

  #placeOf(row: number, time: number): GatheredDay {
    const { accounts, regions } = this.#begun();
    const account = accounts.codes[row] ?? 0;
    const region = regions.codes[row] ?? 0;
    const last = this.#place;
    const isNear = last !== undefined && time >= last.window.start && time < last.window.end;
    if (isNear && account === this.#account && region === this.#region) return last;
    const start = windowStart(time, days(1));
    const key = `${start} ${account} ${region}`;
    const place = this.#places.get(key) ?? this.#open(start, accounts.value(account));
    this.#places.set(key, place);
    this.#place = place;
    this.#account = account;
    this.#region = region;
    return place;
  }

  #open(start: number, account: ReturnType<Column['value']>): GatheredDay {
    const window = this.#begun().work.behaviours.at(this.#profile, start);
    return { number: this.#places.size, window, accountId: String(account) };
  }
}
