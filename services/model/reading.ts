import type { Batch } from './column.ts';
import type { LogObject, ObjectReport } from './log-object.ts';
import type { LogRecord } from './log-record.ts';

/** What reading one object gave: its records in columns (none when it failed or passed), and the report of what was and was not read. */
export interface Reading<R extends LogRecord = LogRecord> {
  readonly report: ObjectReport;
  readonly batch: Batch<R> | undefined;
}

/** Where records belong when neither they nor the object's key say. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/** Reads objects of every source into batches, one at a time: a reading is valid until the next call. */
export interface Decoder {
  /** @param bytes the object as delivered, compressed or not */
  decode(object: LogObject, bytes: Uint8Array, home: Home): Reading;
}
