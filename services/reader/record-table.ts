import type { Column } from '#services/model/column.ts';
import type { Trouble } from '#services/model/log-object.ts';

/**
 * The records of the opened text, in columns; rows count from 0. A table and its views are valid until the reader opens
 * or reads again.
 */
export interface RecordTable {
  readonly rows: number;
  /** Whether there is such a column. Flow logs have the wanted fields that their header names. */
  has(field: string): boolean;
  /** An interned field, or a `small` number of a flow log, as a column for the engine. */
  column(field: string): Column;
  /** The ids of an interned field, one for each row; 0: absent. */
  ids(field: string): Uint32Array;
  /** `small` and `number` fields of a flow log as 32 bits, `large` ones as doubles. */
  numbers(field: string): Uint32Array | Float64Array;
  /** The texts of the ids of an interned field. */
  dictionary(field: string): Dictionary;
  /**
   * Start and size in the text of a `slice` field, two words for each row; 0: absent. Where a row repeats the member of
   * the row before, it may have the place of that one. So rows with the same place have the same member.
   */
  places(field: string): Uint32Array;
  /** The JSON text of a `slice` field; undefined: absent. */
  part(field: string, row: number): string | undefined;
  /** Where each record starts in the text, ascending. */
  readonly starts: Uint32Array;
  /** The bytes of the record in the text. */
  bytes(row: number): Uint8Array;
  text(row: number): string;
  /** The record parsed: `JSON.parse` of its bytes. */
  value(row: number): unknown;
  /** Index in `Records` from 0, or line number from 1, or the position that `values` was given. */
  position(row: number): number;
  /** Lines that are no JSON object or no flow record, in order. */
  readonly rejected: Rejected;
  /** Set when there are more records than the bound allows. */
  readonly troubles: readonly Trouble[];
  /** Whether more text follows: another table comes next, or the bound stopped reading. */
  readonly goesOn: boolean;
  /** The same table up to this place in the text, without troubles. */
  until(start: number): RecordTable;
}

/** Distinct texts by id, in the order they first occurred; id 0 is "absent". */
export interface Dictionary {
  /** Ids from 1 to `size` exist. */
  readonly size: number;
  /** Changes when the ids are assigned anew; no two dictionaries have the same. */
  readonly generation: symbol;
  /** Undefined for 0. */
  text(id: number): string | undefined;
}

export interface Rejected extends Iterable<Rejection> {
  readonly count: number;
}

/** A line of the text that is no record; `position` as in `RecordTable.position`. */
export interface Rejection {
  readonly position: number;
  readonly start: number;
  readonly size: number;
}
