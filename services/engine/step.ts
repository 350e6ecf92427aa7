import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { BLOCK_ROWS } from './dispatch.ts';
import type { Dispatch } from './dispatch.ts';
import { exemplarOf, isLater } from './exemplar.ts';
import { NO_ROW } from './group.ts';
import type { Grouping, Membership } from './grouping.ts';
import type { Work } from './work.ts';

/** All questions of one source, ready for batches. */
export interface Asking {
  readonly dispatch: Dispatch;
  /** As the words of the dispatch, and in them its questions. */
  readonly groupings: readonly (readonly Grouping[])[];
  /** The same in one row. */
  readonly all: readonly Grouping[];
}

/** Puts the records of one object to the questions: what they answer is in `work` afterwards, the batch may go. */
export function step(batch: Batch, object: string, asking: Asking, work: Work): void {
  const { dispatch, groupings } = asking;
  const turn = { batch, object, work, accounts: batch.column('accountId'), regions: batch.column('region') };
  const all = asking.all;
  // Most batches are small and met by few questions: an iterator over all would be most of what they cost here.
  for (let i = 0; i < all.length; i++) all[i]?.begin(turn);
  dispatch.begin(batch);
  const touched: Membership[] = [];
  for (let from = 0; from < batch.rows; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, batch.rows);
    work.trustedSkipped += dispatch.select(from, to);
    dispatch.words.forEach(({ candidates }, word) => {
      const grouped = groupings[word] ?? [];
      for (let row = from; row < to; row++) {
        const bits = candidates[row - from] ?? 0;
        if (bits !== 0) meet(batch, row, bits, grouped, work, touched);
      }
    });
  }
  for (const place of touched) represent(place, batch);
  for (let i = 0; i < all.length; i++) {
    const grouping = all[i];
    if (grouping?.hasDeferred) countDeferred(grouping, batch, work);
    grouping?.end();
  }
}

function countDeferred(grouping: Grouping, batch: Batch, work: Work): void {
  grouping.forEachDeferred((place, rows) => {
    for (const row of rows) count(place, batch.record(row), row, batch, work);
    represent(place, batch);
  });
}

/** One record meets the questions whose bits are set. */
function meet(
  batch: Batch,
  row: number,
  bits: number,
  groupings: readonly Grouping[],
  work: Work,
  touched: Membership[],
): void {
  const record = batch.record(row);
  const time = batch.time(row);
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const grouping = groupings[31 - Math.clz32(rest & -rest)];
    if (grouping === undefined) continue;
    const { detector, look } = grouping.question;
    if (detector.and !== undefined && !detector.and(record, look)) continue;
    if (grouping.defer(row, time)) continue;
    const place = grouping.membershipOf(record, row, time);
    if (place === undefined) continue;
    if (place.group?.row === NO_ROW) touched.push(place);
    count(place, record, row, batch, work);
  }
}

/** Counts a record in its group. */
function count({ scope, subject, group }: Membership, record: LogRecord, row: number, batch: Batch, work: Work): void {
  const { window, object } = scope;
  if (group === undefined) {
    window.shortfallOf(object).groupOverflow++;
    return;
  }
  const { question } = window;
  const { originsMax } = question.source;
  const time = batch.time(row);
  const { id } = record;
  const { idsMax } = work.bounds;
  const known = group.knows(id, originsMax, idsMax);
  if (
    group.origins.mayTake(time, originsMax) &&
    group.origins.take(time, object, batch.position(row), id, originsMax, window.objects)
  )
    group.grown = true;
  if (group.row === NO_ROW || time >= batch.time(group.row)) {
    group.row = row;
    group.rowSubject = subject;
  }
  if (!known && !group.add(record, id, question.tallies, idsMax, window.mayBeStored))
    window.shortfallOf(object).deduplicationOverflow++;
}

/** Makes the latest record of the batch the group's exemplar, if it is the latest of all. */
function represent({ scope, group }: Membership, batch: Batch): void {
  if (group?.rowSubject === undefined) return;
  const { row, rowSubject: subject } = group;
  const { object, window } = scope;
  const place = { time: batch.time(row), object, position: batch.position(row) };
  if (isLater(place, group.exemplar, window.objects)) {
    group.exemplar = exemplarOf(place, batch.record(row), subject, window.question);
    group.grown = true;
  }
  group.row = NO_ROW;
  group.rowSubject = undefined;
}
