import type { Batch } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';

/** What a source made of a text: its records, and how many stood there that are rightly none. What was wrong went to the troubles. */
export interface Sheet<R extends LogRecord = LogRecord> {
  readonly batch: Batch<R>;
  readonly passed: number;
  /** Why they were passed over, for an object that holds nothing else. */
  readonly note: string | undefined;
}
