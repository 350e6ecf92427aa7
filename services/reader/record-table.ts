import type { Column } from '#services/model/column.ts';
import type { Trouble } from '#services/model/log-object.ts';

/**
 * The records of the opened text, in columns; rows count from 0. A table, and every view it gives, is valid until the
 * reader opens or reads again.
 */
export interface RecordTable {
  readonly rows: number;
  /** Whether there is such a column. Flow logs have the wanted fields that their header names. */
  has(field: string): boolean;
  /** An interned field, or a `small` number of a flow log, as the engine takes it. */
  column(field: string): Column;
  /** An id a row of an interned field; 0: absent. */
  ids(field: string): Uint32Array;
  /** `small` and `number` fields of a flow log as 32 bits, `large` ones as doubles. */
  numbers(field: string): Uint32Array | Float64Array;
  /** What the ids of an interned field mean. */
  dictionary(field: string): Dictionary;
  /** The JSON text of a `slice` field; undefined: absent. */
  part(field: string, row: number): string | undefined;
  /** Where each record starts in the text, ascending. */
  readonly starts: Uint32Array;
  /** The record as it stands in the text. */
  bytes(row: number): Uint8Array;
  text(row: number): string;
  /** The record parsed: `JSON.parse` of its bytes. */
  value(row: number): unknown;
  /** Index in `Records` from 0, or line number from 1, or the position that `values` was given. */
  position(row: number): number;
  /** What stood where a record should: lines that are no JSON object, or that are no flow record. In order. */
  readonly rejected: Rejected;
  /** More records than the bound allows. */
  readonly troubles: readonly Trouble[];
  /** Whether the text goes on after these records: another table follows, or the bound stopped it. */
  readonly goesOn: boolean;
  /** The same without what stands from there on in the text, and without troubles. */
  until(start: number): RecordTable;
}

/** Distinct texts by id, first seen first; id 0 is "absent". */
export interface Dictionary {
  /** Ids from 1 to `size` are given. */
  readonly size: number;
  /** Another when the ids are given anew, and that of no other dictionary. */
  readonly generation: symbol;
  /** Undefined for 0. */
  text(id: number): string | undefined;
}

export interface Rejected extends Iterable<Rejection> {
  readonly count: number;
}

/** A line that is no record, in the text; `position` as in `RecordTable.position`. */
export interface Rejection {
  readonly position: number;
  readonly start: number;
  readonly size: number;
}
