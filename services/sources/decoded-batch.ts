import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';

/** What a source made of a text: its records, and how many stood there that are rightly none. What was wrong went to the troubles. */
export interface DecodedBatch<R extends LogRecord = LogRecord> {
  readonly batch: Batch<R>;
  /** Of its earliest and latest record, ms since the epoch; undefined when there is none. */
  readonly span: TimeSpan | undefined;
  readonly passed: number;
  /** Why they were passed over, for an object that holds nothing else. */
  readonly note: string | undefined;
}

export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** @param timeOf the time of a row */
export function spanOf(rows: number, timeOf: (row: number) => number): TimeSpan | undefined {
  if (rows === 0) return undefined;
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < rows; row++) {
    const time = timeOf(row);
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return { first, last };
}
