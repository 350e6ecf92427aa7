import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Subject } from '#services/model/subject.ts';
import { windowStart } from '#services/model/time.ts';
import type { Candidates } from './code-table.ts';
import { BLOCK_ROWS } from './dispatch.ts';
import type { Dispatch } from './dispatch.ts';
import type { Evidence } from './evidence.ts';
import { exemplarIn, isLater } from './exemplar.ts';
import { Follower } from './follower.ts';
import type { Gatherer } from './gatherer.ts';
import { NO_ROW } from './group.ts';
import type { IdentityActs } from './identity-acts.ts';
import { LINEAGE, type Lineage } from './lineage.ts';
import type { BatchContext, Grouping, Membership } from './grouping.ts';
import { startOf, type Question } from './question.ts';
import type { Work } from './work.ts';

/** A question, or a follower, which serves several questions. */
export type Asked = Grouping | Follower;

/** What the bits of one of the dispatch's words stand for: each bit stands for an entry at its index in one of the lists. */
export interface AskedWord {
  readonly asked: readonly (Asked | undefined)[];
  readonly gatherers: readonly (Gatherer | undefined)[];
  /** The bits that stand for gatherers. */
  readonly gathers: number;
}

/** All questions of one source, ready for batches. */
export interface Asking {
  readonly dispatch: Dispatch;
  /** The fields that batches must have columns of. */
  readonly fields: readonly string[];
  /** In the order of the dispatch's words. */
  readonly words: readonly AskedWord[];
}

/** Puts the records of one object to the questions. The result is in `work`; the batch is not needed afterwards. */
export function step(batch: Batch, object: string, { dispatch, words }: Asking, work: Work): void {
  const turn = new Step(batch, object, work);
  try {
    dispatch.begin(batch);
    for (let from = 0; from < batch.rows; from += BLOCK_ROWS) {
      work.trustedSkipped += dispatch.select(from, Math.min(from + BLOCK_ROWS, batch.rows));
      for (let i = 0; i < words.length; i++) {
        const candidates = dispatch.words[i]?.candidates;
        const word = words[i];
        if (candidates !== undefined && word !== undefined) turn.meetAll(candidates, word);
      }
    }
    turn.conclude();
  } finally {
    turn.end();
  }
}

/** Puts one batch to the questions. */
class Step implements BatchContext {
  readonly batch: Batch;
  readonly object: string;
  readonly work: Work;
  readonly accounts: Column;
  readonly regions: Column;
  /** The questions with at least one matching record: few, in most batches. */
  readonly #met: Grouping[] = [];
  /** The gatherers with at least one matching record. */
  readonly #gathering: Gatherer[] = [];
  /** By row: 1 when a detector that needs one record alone makes a finding of it. */
  readonly #told: Uint8Array;
  /** Account, hour and lineage of the last hop: neighbouring records share them. */
  #followed: { readonly account: number; readonly start: number; readonly lineage: Lineage } | undefined;
  /** Memberships and evidence that may have their latest record in this batch. */
  readonly #touched: Membership[] = [];
  readonly #touchedEvidence: Evidence[] = [];

  constructor(batch: Batch, object: string, work: Work) {
    this.batch = batch;
    this.object = object;
    this.work = work;
    this.accounts = batch.column('accountId');
    this.regions = batch.column('region');
    this.#told = new Uint8Array(batch.rows);
  }

  meetAll({ rows, bits, size }: Candidates, { asked, gatherers, gathers }: AskedWord): void {
    for (let i = 0; i < size; i++) {
      const row = rows[i] ?? 0;
      const met = bits[i] ?? 0;
      // Most records concern only gatherers, which put them aside unread.
      if ((met & gathers) !== 0) this.#gather(row, met & gathers, gatherers);
      if ((met & ~gathers) !== 0) this.#meet(row, met & ~gathers, asked);
    }
  }

  #gather(row: number, bits: number, gatherers: AskedWord['gatherers']): void {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const gatherer = gatherers[31 - Math.clz32(rest & -rest)];
      if (gatherer === undefined) continue;
      if (gatherer.begin(this)) this.#gathering.push(gatherer);
      gatherer.defer(row);
    }
  }

  /** Puts a record to the questions whose bits are set. */
  #meet(row: number, bits: number, groupings: AskedWord['asked']): void {
    const record = this.batch.record(row);
    // A question with overlapping windows comes twice in a row with the same look: the record is read once for both.
    let asked: Question['look'] | undefined;
    let accepted = false;
    let taken: Taken | undefined;
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const grouping = groupings[31 - Math.clz32(rest & -rest)];
      if (grouping === undefined) continue;
      if (grouping instanceof Follower) {
        this.#follow(row, record, grouping);
        continue;
      }
      const { detector, look } = grouping.question;
      if (look !== asked) {
        asked = look;
        taken = undefined;
        accepted = detector.and === undefined || detector.and(record, look);
      }
      if (!accepted) continue;
      if (grouping.question.tellsAlone && detector.isFaint?.(record) !== true) this.#told[row] = 1;
      if (detector.overlapping === true && detector.by === undefined) taken ??= takenFrom(record, grouping.question);
      this.#take(row, record, grouping, taken);
    }
  }

  /** Adds a hop to the lineage that all questions that follow callers share. */
  #follow(row: number, record: LogRecord, follower: Follower): void {
    const hop = follower.hopOf(record);
    if (hop === undefined) return;
    const time = this.batch.time(row);
    const account = this.accounts.codes[row] ?? 0;
    let followed = this.#followed;
    if (followed?.account !== account || windowStart(time, LINEAGE) !== followed.start) {
      const accountId = String(this.accounts.value(account));
      // Lineages are stored with the windows of each question, so each of these windows must be open.
      for (const { question } of follower.groupings) this.work.windowOf(question, startOf(question, time));
      followed = { account, start: windowStart(time, LINEAGE), lineage: this.work.lineages.at(time, accountId) };
      this.#followed = followed;
    }
    followed.lineage.add(hop);
  }

  #begin(grouping: Grouping): void {
    if (grouping.begin(this)) this.#met.push(grouping);
  }

  #take(row: number, record: LogRecord, grouping: Grouping, taken?: Taken): void {
    this.#begin(grouping);
    const time = this.batch.time(row);
    if (grouping.defer(row, time)) return;
    const place = grouping.membershipOf(record, row, time, taken?.subject);
    if (place === undefined) return;
    if (place.group?.row === NO_ROW) this.#touched.push(place);
    count(place, record, row, this.batch, this.work, taken);
  }

  /** Takes a record as evidence of what an identity did on a day. */
  #takeEvidence(row: number, record: LogRecord, grouping: Grouping, acts: IdentityActs): void {
    this.#begin(grouping);
    const time = this.batch.time(row);
    const { window, region, object } = grouping.scopeOf(row, time);
    const evidence = window.evidenceOf(acts, region);
    if (evidence === undefined) window.shortfallOf(object).groupOverflow++;
    else if (evidence.add(record, row, time, object, this.batch.position(row))) this.#touchedEvidence.push(evidence);
  }

  /** Does what has to wait until all records were put to the questions. */
  conclude(): void {
    for (const gatherer of this.#gathering)
      gatherer.conclude(this.#told, (row, record, grouping, acts) => this.#takeEvidence(row, record, grouping, acts));
    for (const evidence of this.#touchedEvidence) evidence.keep(this.batch);
    for (const place of this.#touched) represent(place, this.batch);
    for (const grouping of this.#met) if (grouping.hasDeferred) countDeferred(grouping, this.batch, this.work);
  }

  end(): void {
    for (const each of [...this.#met, ...this.#gathering]) each.end();
  }
}

/** What the overlapping windows of a question take from a record. */
interface Taken {
  readonly id: string | undefined;
  readonly subject: Subject | undefined;
  /** The value for each tally. */
  readonly values: readonly unknown[];
}

function takenFrom(record: LogRecord, { detector, look, tallies }: Question): Taken {
  const subject = detector.about(record, look);
  return { id: record.id, subject, values: subject === undefined ? [] : tallies.map(({ of }) => of(record)) };
}

function countDeferred(grouping: Grouping, batch: Batch, work: Work): void {
  grouping.forEachDeferred((place, rows) => {
    for (const row of rows) count(place, batch.record(row), row, batch, work);
    represent(place, batch);
  });
}

/** Counts a record in its group. */
function count(
  { scope, subject, group }: Membership,
  record: LogRecord,
  row: number,
  batch: Batch,
  work: Work,
  taken?: Taken,
): void {
  const { window, object } = scope;
  if (group === undefined) {
    window.shortfallOf(object).groupOverflow++;
    return;
  }
  const { question } = window;
  const time = batch.time(row);
  const { id } = taken ?? record;
  const known = group.meet(time, object, batch.position(row), id, window.limits);
  if (group.row === NO_ROW || time >= batch.time(group.row)) {
    group.row = row;
    group.rowSubject = subject;
  }
  if (known) return;
  const { tallies } = question;
  const isChecked = taken
    ? group.addValues(taken.values, id, tallies, work.bounds.idsMax, window.mayBeStored)
    : group.add(record, id, tallies, work.bounds.idsMax, window.mayBeStored);
  if (!isChecked) window.shortfallOf(object).deduplicationOverflow++;
}

/** Makes the latest record of the batch the group's exemplar, if it is the latest of all. */
function represent({ scope, group }: Membership, batch: Batch): void {
  if (group?.rowSubject === undefined) return;
  const { row, rowSubject: subject } = group;
  const { object, window } = scope;
  const place = { time: batch.time(row), object, position: batch.position(row) };
  if (isLater(place, group.exemplar, window.objects)) {
    group.exemplar = exemplarIn(batch, row, place, subject, window.question);
    group.grown = true;
  }
  group.row = NO_ROW;
  group.rowSubject = undefined;
}
