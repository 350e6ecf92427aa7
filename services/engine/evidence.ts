import assert from 'node:assert/strict';
import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import { exemplarOf, isLater, type Exemplar } from './exemplar.ts';
import { NO_ROW, type Group } from './group.ts';
import type { IdentityActs } from './identity-acts.ts';
import type { Window } from './window.ts';

/** Of more records than these it counts as more than one group, of which most have fewer: of each it has the place, the id and what tallies take. */
const RECORDS_A_GROUP = 200;

type RecordPlace = Omit<Exemplar, 'shown'>;

/** What stands for its group of a record. */
interface Standing {
  readonly subject: Subject;
  readonly exemplar: Exemplar;
}

/**
 * Records that are told to a question of what one identity did on one day, and as little of each as a group is made of.
 * Nearly all days turn out to be ordinary, and of these nobody asks for a group: it is made when somebody does.
 */
export class Evidence {
  readonly acts: IdentityActs;
  /** Where its finding would be told of. */
  readonly region: string;
  readonly #window: Window;
  /** Time, index of the object among those of the window, position: three numbers a record. */
  readonly #places: number[] = [];
  readonly #ids: (string | undefined)[] = [];
  /** What each tally takes, record by record. */
  readonly #values: unknown[] = [];
  #latest: RecordPlace | undefined;
  /** Of the latest record. */
  #standing: (() => Standing | undefined) | undefined;
  /** Of the batch being stepped: the row of its latest record, if it is the latest of all. */
  #row = NO_ROW;

  constructor(acts: IdentityActs, region: string, window: Window) {
    this.acts = acts;
    this.region = region;
    this.#window = window;
  }

  /** In groups, as what takes as much memory. */
  get size(): number {
    return 1 + Math.floor(this.#ids.length / RECORDS_A_GROUP);
  }

  /** Whether it has as many records as a group keeps anything of, the ids or the place alone, and can be settled. */
  get isFull(): boolean {
    const { idsMax, originsMax } = this.#window.limits;
    const max = this.#ids.at(-1) === undefined ? originsMax : idsMax;
    return this.#ids.length >= max && this.#row === NO_ROW;
  }

  /** Takes a record of a batch. @returns whether it is the first of its batch for which `keep` is to be called */
  add(record: LogRecord, row: number, time: number, object: number, position: number): boolean {
    const { question } = this.#window;
    this.#places.push(time, object, position);
    this.#ids.push(record.id);
    for (let i = 0; i < question.tallies.length; i++) this.#values.push(question.tallies[i]?.of(record));
    const latest = this.#latest;
    if (latest !== undefined && time < latest.time) return false;
    const place = { time, object, position };
    if (!isLater(place, latest, this.#window.objects)) return false;
    const first = this.#row === NO_ROW;
    this.#latest = place;
    this.#row = row;
    return first;
  }

  /** Keeps what there is to ask of the latest record, before its batch goes. */
  keep(batch: Batch): void {
    const place = this.#latest;
    assert(place !== undefined, 'A batch with evidence has a record of it.');
    const record = batch.keep?.(this.#row);
    if (record !== undefined) this.#standing = () => this.#standingOf(place, record);
    else {
      const standing = this.#standingOf(place, batch.record(this.#row));
      this.#standing = () => standing;
    }
    this.#row = NO_ROW;
  }

  /** Counts the records in the group of the identity, made when it is new. To be called once. */
  settle(): void {
    const window = this.#window;
    assert(this.#standing !== undefined, 'Evidence is of one record at least.');
    const standing = this.#standing();
    if (standing === undefined) {
      for (let i = 0; i < this.#ids.length; i++) window.shortfallOf(this.#places[i * 3 + 1] ?? 0).nameless++;
      return;
    }
    const { subject, exemplar } = standing;
    const group = window.groupOf(subject, this.acts.accountId, this.region);
    for (let i = 0; i < this.#ids.length; i++) this.#count(group, i);
    if (group === undefined || !isLater(exemplar, group.exemplar, window.objects)) return;
    group.exemplar = exemplar;
    group.grown = true;
  }

  #count(group: Group | undefined, i: number): void {
    const window = this.#window;
    const [time = 0, object = 0, position = 0] = this.#places.slice(i * 3, i * 3 + 3);
    if (group === undefined) {
      window.shortfallOf(object).groupOverflow++;
      return;
    }
    const { tallies } = window.question;
    const id = this.#ids[i];
    if (group.meet(time, object, position, id, window.limits)) return;
    const values = this.#values.slice(i * tallies.length, (i + 1) * tallies.length);
    if (!group.addValues(values, id, tallies, window.bounds.idsMax, window.mayBeStored))
      window.shortfallOf(object).deduplicationOverflow++;
  }

  #standingOf(place: RecordPlace, record: LogRecord): Standing | undefined {
    const { question } = this.#window;
    const { detector, look } = question;
    const subject = detector.about(record, look);
    // One id of a principal with two names is of logs that are made up: the day is that of the first, the group of the other.
    if (subject === undefined) return undefined;
    return { subject, exemplar: exemplarOf(place, record, subject, question) };
  }
}
