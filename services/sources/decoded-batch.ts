import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';

/**
 * The records that a source read from a text, and how many entries were skipped. Problems are added to the troubles.
 */
export interface DecodedBatch<R extends LogRecord = LogRecord> {
  readonly batch: Batch<R>;
  /** From the earliest to the latest record, in ms since the epoch; undefined without records. */
  readonly span: TimeSpan | undefined;
  readonly passed: number;
  /** Why entries were skipped, for an object that holds nothing else. */
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
