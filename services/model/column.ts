import type { LogRecord } from './log-record.ts';

/**
 * One field of every record of a batch, as codes: within one generation equal codes mean equal values, so whatever
 * depends on the value alone is computed once per distinct value and looked up by code afterwards.
 */
export interface Column<Value = string | number> {
  /** A code a row; what follows the last row's means nothing. Valid until the next batch is read. */
  readonly codes: Uint32Array;
  /**
   * The code of one row, where making it is dear: who needs few rows asks here (see `codeAt`), for `codes` makes those of
   * all. Undefined where all are there.
   */
  readonly codeOf?: ((row: number) => number) | undefined;
  /** Whether making one is so dear that everything else is asked first. */
  readonly isCostly?: boolean;
  /** Every code is below this. */
  readonly limit: number;
  /**
   * Another when codes are given anew: tables kept by code are dropped then. A symbol, so that those of two decoders
   * are never taken for one another.
   */
  readonly generation: symbol;
  /** The value of a code; undefined for "absent" (code 0 of an interned field). */
  value(code: number): Value | undefined;
}

/** The code of a row, without making those of others. */
export function codeAt(column: Column, row: number): number {
  return column.codeOf === undefined ? (column.codes[row] ?? 0) : column.codeOf(row);
}

/** Records of one object, in columns: all of them, or as many as are read at a time. Rows count from 0 in the object's order. Valid until the next batch is read. */
export interface Batch<R extends LogRecord = LogRecord> {
  readonly rows: number;
  /**
   * Every batch has the columns `accountId` and `region` (of the record, never absent) besides the fields asked for.
   * @throws when the field was not asked for when the batch was read.
   */
  column(field: string): Column;
  /** The record as an object. May be a cursor that the next call of `record` moves: do not keep it. */
  record(row: number): R;
  /**
   * The record, to be asked when the batch is long gone: it is its text, and parsed when it is asked. Undefined where it
   * would take too much memory; and absent where records are made of anything else.
   */
  readonly keep?: (row: number) => R | undefined;
  /** Event time of a row in ms, without making the record. */
  time(row: number): number;
  /** The record as it stands in its object, or in what that was unpacked to. */
  text(row: number): string;
  /** Where the record stands in its object: index in `Records` (from 0), or line number (from 1). */
  position(row: number): number;
}
