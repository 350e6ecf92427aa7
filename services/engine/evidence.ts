import assert from 'node:assert/strict';
import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import { exemplarOf, isLater, type Exemplar } from './exemplar.ts';
import { NO_ROW, type Group } from './group.ts';
import type { IdentityActs } from './identity-acts.ts';
import type { Window } from './window.ts';

/** Evidence takes the memory of one group, and of another group for each this many records. Most evidence has fewer. */
const RECORDS_A_GROUP = 200;

const NONE = -1;

type RecordPlace = Omit<Exemplar, 'shown'>;

/** The subject and the exemplar that a group gets from its latest record. */
interface Standing {
  readonly subject: Subject;
  readonly exemplar: Exemplar;
}

/**
 * Records that a question takes as evidence of what one identity did on one day. Of each record it keeps only what a
 * group needs: place, id and tally values. Nearly all days are ordinary and need no group, so groups are made on demand.
 */
export class Evidence {
  readonly acts: IdentityActs;
  /** The Region that a finding of this evidence would have. */
  readonly region: string;
  readonly #window: Window;
  /** Three numbers per record: time, index of the object among those of the window, position. */
  readonly #places: number[] = [];
  readonly #ids: (string | undefined)[] = [];
  /** The value for each tally, record by record. */
  readonly #values: unknown[] = [];
  /** Index of the latest record among the records. */
  #latest = NONE;
  /** Makes the subject and the exemplar from the latest record. */
  #standing: (() => Standing | undefined) | undefined;
  /** Row of the latest record, when it is in the batch being stepped. */
  #row = NO_ROW;

  constructor(acts: IdentityActs, region: string, window: Window) {
    this.acts = acts;
    this.region = region;
    this.#window = window;
  }

  /** Memory, measured in groups. */
  get size(): number {
    return 1 + Math.floor(this.#ids.length / RECORDS_A_GROUP);
  }

  /** Whether it has as many records as a group keeps ids of (places, for records without ids), and can be settled. */
  get isFull(): boolean {
    const { idsMax, originsMax } = this.#window.limits;
    const max = this.#ids.at(-1) === undefined ? originsMax : idsMax;
    return this.#ids.length >= max && this.#row === NO_ROW;
  }

  /** Takes a record of a batch. @returns true for the first record of a batch that makes a call of `keep` necessary */
  add(record: LogRecord, row: number, time: number, object: number, position: number): boolean {
    const { question } = this.#window;
    this.#places.push(time, object, position);
    this.#ids.push(record.id);
    for (let i = 0; i < question.tallies.length; i++) this.#values.push(question.tallies[i]?.of(record));
    const last = this.#ids.length - 1;
    if (!this.#isLatest(last, time)) return false;
    const first = this.#row === NO_ROW;
    this.#latest = last;
    this.#row = row;
    return first;
  }

  /** Whether a record is later than all before it. Most are, by their time alone. */
  #isLatest(record: number, time: number): boolean {
    const latest = this.#latest;
    if (latest === NONE) return true;
    const until = this.#places[latest * 3] ?? 0;
    return (
      time > until || (time === until && isLater(this.#placeOf(record), this.#placeOf(latest), this.#window.objects))
    );
  }

  #placeOf(record: number): RecordPlace {
    const [time = 0, object = 0, position = 0] = this.#places.slice(record * 3, record * 3 + 3);
    return { time, object, position };
  }

  /** Keeps the latest record, or its subject and exemplar, before its batch is released. */
  keep(batch: Batch): void {
    assert(this.#latest !== NONE, 'A batch with evidence has a record of it.');
    const place = this.#placeOf(this.#latest);
    const record = batch.keep?.(this.#row);
    // The function is assigned through a variable. V8 would allocate it as an old object if it were created within the
    // assignment to the property, and would collect it late, with everything that it refers to.
    const standing = record === undefined ? this.#standingOf(place, batch.record(this.#row)) : undefined;
    const made = (): Standing | undefined => (record === undefined ? standing : this.#standingOf(place, record));
    this.#standing = made;
    this.#row = NO_ROW;
  }

  /** Counts the records in the identity's group, which is made when it is new. Must be called only once. */
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
    const object = this.#places[i * 3 + 1] ?? 0;
    if (group === undefined) {
      window.shortfallOf(object).groupOverflow++;
      return;
    }
    const { tallies } = window.question;
    const id = this.#ids[i];
    if (group.meet(this.#places[i * 3] ?? 0, object, this.#places[i * 3 + 2] ?? 0, id, window.limits)) return;
    const values = this.#values.slice(i * tallies.length, (i + 1) * tallies.length);
    if (!group.addValues(values, id, tallies, window.bounds.idsMax, window.mayBeStored))
      window.shortfallOf(object).deduplicationOverflow++;
  }

  #standingOf(place: RecordPlace, record: LogRecord): Standing | undefined {
    const { question } = this.#window;
    const { detector, look } = question;
    const subject = detector.about(record, look);
    // The subject may have another name than the identity of the day, but only in forged logs that give one principal id
    // two names.
    if (subject === undefined) return undefined;
    return { subject, exemplar: exemplarOf(place, record, subject, question) };
  }
}
