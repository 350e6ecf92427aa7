import type { LogRecord } from './log-record.ts';

/**
 * One field of every record of a batch, as codes. Within one generation equal codes mean equal values, so a result that
 * depends on the value alone is computed once per distinct value and then looked up by code.
 */
export interface Column<Value = string | number> {
  /** One code for each row; entries after the last row are meaningless. Valid until the next batch is read. */
  readonly codes: Uint32Array;
  /**
   * The code of one row, for columns whose codes are expensive: callers that need few rows use it (see `codeAt`),
   * because `codes` computes every row. Undefined where all codes are already there.
   */
  readonly codeOf?: ((row: number) => number) | undefined;
  /** True when a code is so expensive that the engine checks every other column first. */
  readonly isCostly?: boolean;
  /** Every code is below this. */
  readonly limit: number;
  /**
   * Changes when codes are assigned anew, so that tables keyed by code are dropped. A symbol, so that the generations of
   * two decoders are never equal.
   */
  readonly generation: symbol;
  /** The value of a code; undefined for "absent" (code 0 of an interned field). */
  value(code: number): Value | undefined;
}

/** The code of a row, without computing those of other rows. */
export function codeAt(column: Column, row: number): number {
  return column.codeOf === undefined ? (column.codes[row] ?? 0) : column.codeOf(row);
}

/**
 * Records of one object, in columns: all of them, or as many as the reader reads at a time. Rows count from 0 in the
 * object's order. Valid until the next batch is read.
 */
export interface Batch<R extends LogRecord = LogRecord> {
  readonly rows: number;
  /**
   * Every batch has the columns `accountId` and `region` (of the record, never absent) besides the requested fields.
   * @throws when the field was not requested when the batch was read.
   */
  column(field: string): Column;
  /** The record as an object. It may be a cursor that the next call of `record` moves: do not keep it. */
  record(row: number): R;
  /**
   * The record in a form that outlives the batch: it holds its text, and parses it when a member is first read. Undefined
   * if the text would take too much memory. Absent in batches whose records are not parsed from text.
   */
  readonly keep?: (row: number) => R | undefined;
  /** Event time of a row in ms, without building the record. */
  time(row: number): number;
  /** The record's text in its object, or in the text that the object was unpacked to. */
  text(row: number): string;
  /** The record's position in its object: index in `Records` (from 0), or line number (from 1). */
  position(row: number): number;
}
