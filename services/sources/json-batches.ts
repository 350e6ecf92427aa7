import type { Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { JsonField, JsonPlan } from '#services/reader/plan.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { allAre, completed, Derived, gathered, Recent, type Constants } from './columns.ts';
import { CombinedColumns, type Combined } from './combined.ts';
import { TableRow, type JsonRow } from './json-row.ts';
import { KeptRow } from './kept-row.ts';
import { isAccount, isRegion, type Whereabouts } from './home.ts';
import { spanOf, type DecodedBatch } from './decoded-batch.ts';
import { parseTime } from './time.ts';
import type { Troubles } from './troubles.ts';
import { withholding } from './withholding.ts';

/** Describes the JSON records of a source. */
export interface JsonKind<R extends LogRecord> {
  /** Field of the event time. */
  readonly time: string;
  /** A field that tells whether an object is a record of this source: other services use the same envelopes. */
  readonly telling: { readonly field: string; readonly is: (value: string) => boolean };
  /** A record without these, or without a readable time, is unreadable. */
  readonly required: readonly string[];
  /**
   * Fields of account and Region, in order of preference. Records without them belong to the home that the carrier
   * states.
   */
  readonly accounts: readonly string[];
  readonly region: string | undefined;
  /** A field whose value comes from the name of the log group, where the carrier states it. */
  readonly group?: { readonly field: string; readonly of: (logGroup: string) => string | undefined };
  /** Why a record is skipped; undefined for one that is read. Evaluated once for each distinct value of the field. */
  readonly pass:
    | { readonly field: string; readonly note: (value: string | undefined) => string | undefined }
    | undefined;
  /** Converts the value of a field to the form that detectors see; evaluated once for each distinct value. */
  readonly values: Readonly<Record<string, (value: string) => string>>;
  /** Dotted paths of fields that are not at the top level under their own name. */
  readonly paths: Readonly<Record<string, string>>;
  /** Dotted paths into lists, as in `answers[].Rdata`. They have no columns: they are read from the record on a hit. */
  readonly lists: readonly string[];
  /**
   * Dotted paths of members that are private and that nobody needs to see again: what is kept or shown of a record is
   * without them.
   */
  readonly withheld?: readonly string[];
  /** Columns that the source computes, and the members that they need. */
  readonly columns: Readonly<Record<string, JsonColumn>>;
  /** Columns computed from several fields; their names are among `texts`. */
  readonly combined?: Combined;
  /** What detectors read besides the fields in their conditions: texts, which become columns as well. */
  readonly texts: readonly string[];
  /**
   * Top-level members that detectors read and that are parsed separately. Reading anything else parses the whole
   * record.
   */
  readonly members: readonly string[];
  /** The record of a row; when the row moves on, it becomes the next row's record. */
  record(row: JsonRow): R;
}

interface JsonColumn {
  readonly needs: readonly string[];
  make(table: RecordTable, text: Uint8Array): Column;
}

/**
 * Makes decoded batches from tables of JSON records. Each decoder has one, because it caches what it learned about
 * values while their codes stay valid.
 */
export class JsonBatches<R extends LogRecord> {
  /** What the reader must extract from each record. */
  readonly plan: JsonPlan;
  readonly #kind: JsonKind<R>;
  /** By interned field, and for account and Region. */
  readonly #recent: ReadonlyMap<string, Recent>;
  readonly #constants: Constants;
  readonly #times = new Derived(parseTime);
  readonly #isAccount = new Derived(isAccount);
  readonly #isRegion = new Derived(isRegion);
  readonly #isOwn: Derived<boolean>;
  readonly #notes: Derived<string | undefined>;
  readonly #values: ReadonlyMap<string, Derived<string | undefined>>;
  readonly #seen = new Map<string, SeenColumn>();
  readonly #combined: CombinedColumns;
  /** Fields, besides account and Region, that cannot be computed from the text of a record alone. */
  readonly #beside: readonly string[];

  /** @param fields the fields that detectors use */
  constructor(kind: JsonKind<R>, fields: readonly string[], constants: Constants) {
    this.plan = planOf(kind, fields);
    const interned = this.plan.flatMap(({ name, kind: how }) => (how === 'id' ? [name] : []));
    this.#combined = new CombinedColumns(kind.combined ?? { classes: {}, columns: {} });
    const group = kind.group === undefined ? [] : [kind.group.field];
    const own = Object.keys(kind.columns);
    const told = ['accountId', 'region', ...group, ...own, ...this.#combined.names, ...interned];
    this.#beside = [...group, ...own.filter((field) => fields.includes(field))];
    this.#recent = new Map(told.map((field) => [field, new Recent()]));
    this.#kind = kind;
    this.#constants = constants;
    this.#isOwn = new Derived((value) => value !== undefined && kind.telling.is(String(value)));
    this.#notes = new Derived((value) => kind.pass?.note(value === undefined ? undefined : String(value)));
    this.#values = new Map(
      Object.entries(kind.values).map(([field, make]) => [
        field,
        new Derived((value) => (value === undefined ? undefined : make(String(value)))),
      ]),
    );
  }

  /** Whether all rows belong to this source, readable or not. */
  owns(table: RecordTable): boolean {
    const column = table.column(this.#kind.telling.field);
    return allAre(this.#isOwn.of(column), column.codes, table.rows);
  }

  /** @param positionOf the position of a row, where it differs from the table's */
  decodedBatch(
    table: RecordTable,
    text: Uint8Array,
    place: Whereabouts,
    troubles: Troubles,
    positionOf: (row: number) => number = (row) => table.position(row),
  ): DecodedBatch<R> {
    const { time, accounts, region, group, columns, withheld = [] } = this.#kind;
    troubles.addAll(table.troubles);
    const timeColumn = table.column(time);
    const timeCodes = timeColumn.codes;
    const times = this.#times.of(timeColumn);
    const { kept, passed, note } = this.#sift(table, times, timeCodes, troubles, positionOf);
    const rows = kept?.length ?? table.rows;
    const rowOf = (row: number): number => kept?.[row] ?? row;
    const timeCode = kept === undefined ? timeCodes : kept.map((row) => timeCodes[row] ?? 0);
    const timeOf = (row: number): number => times[timeCode[row] ?? 0] ?? Number.NaN;
    const some = (column: Column): Column => (kept === undefined ? column : gathered(column, kept));
    const made = new Map<string, Column>();
    const make = (field: string): Column => {
      if (field === 'accountId')
        return this.#account(
          accounts.map((name) => some(table.column(name))),
          rows,
          place,
        );
      if (field === 'region')
        return region === undefined
          ? this.#constants.column(place.region, rows)
          : completed(some(table.column(region)), rows, this.#isRegion, () => place.region);
      if (field === group?.field)
        return this.#constants.column(place.logGroup === undefined ? undefined : group.of(place.logGroup), rows);
      const together = combined(field);
      if (together !== undefined) return together;
      const own = columns[field];
      return some(own === undefined ? this.#column(field, table) : own.make(table, text));
    };
    const column = (field: string): Column => {
      const known = made.get(field) ?? make(field);
      made.set(field, known);
      return known;
    };
    const combined = this.#combined.of(rows, column, () => this.#sharedPlaces(table, kept));
    const cursor = new TableRow(table, this.#recent, this.#kind, { column, time: timeOf });
    const record = this.#kind.record(cursor);
    const keptRecords = new Map<number, R>(); // Many questions keep the same record: its text is long.
    const keep = (row: number): R | undefined => {
      const its = table.text(rowOf(row));
      if (its.length > KEPT_MAX || withheld.length > 0) return undefined;
      const one = this.#kind.record(new KeptRow(its, cursor.at(row, rowOf(row)), this.#kind, this.#beside));
      keptRecords.set(row, one);
      return one;
    };
    return {
      passed,
      note,
      span: spanOf(rows, timeOf),
      batch: {
        rows,
        column,
        record(row) {
          cursor.at(row, rowOf(row));
          return record;
        },
        time: timeOf,
        keep: (row) => keptRecords.get(row) ?? keep(row),
        text: (row) => withholding(table.text(rowOf(row)), withheld),
        position: (row) => positionOf(rowOf(row)),
      },
    };
  }

  /** Where the member is that the fields of combined columns are below. */
  #sharedPlaces(table: RecordTable, kept: Uint32Array | undefined): Uint32Array | undefined {
    const { combined } = this.#kind;
    if (combined?.within === undefined) return undefined;
    const places = table.places(combined.within);
    if (kept === undefined) return places;
    const some = new Uint32Array(kept.length * 2);
    for (let row = 0; row < kept.length; row++) some[row * 2] = places[(kept[row] ?? 0) * 2] ?? 0;
    return some;
  }

  /** Removes records that are skipped, or that lack a required field. `kept` is undefined when none is removed. */
  #sift(
    table: RecordTable,
    times: readonly number[],
    timeCodes: Uint32Array,
    troubles: Troubles,
    positionOf: (row: number) => number,
  ): { readonly kept: Uint32Array | undefined; readonly passed: number; readonly note: string | undefined } {
    const { time, required, pass } = this.#kind;
    const { rows } = table;
    const passColumn = pass && table.column(pass.field);
    const notes = passColumn === undefined ? NO_NOTES : this.#notes.of(passColumn);
    const passCodes = passColumn?.codes;
    if (
      required.every((field) => noneLacks(table.column(field).codes, rows)) &&
      allTimed(times, timeCodes, rows) &&
      (passCodes === undefined || noneHas(notes, passCodes, rows))
    )
      return NOTHING_LEFT_OUT;
    const lacking = required.map((field) => table.column(field).codes);
    const left = new Uint8Array(rows);
    let passed = 0;
    let unreadable = 0;
    let note: string | undefined;
    for (let row = 0; row < rows; row++) {
      const why = passCodes && notes[passCodes[row] ?? 0];
      if (why !== undefined) {
        left[row] = 1;
        note ??= why;
        passed++;
      } else if (Number.isNaN(times[timeCodes[row] ?? 0] ?? Number.NaN) || lacking.some((codes) => codes[row] === 0)) {
        left[row] = 1;
        unreadable++;
        const missing = [time, ...required].join(', ');
        troubles.add('unreadable-record', `A record without a readable ${missing}: it was left out.`, positionOf(row));
      }
    }
    if (passed + unreadable === 0) return { kept: undefined, passed, note };
    const kept = new Uint32Array(rows - passed - unreadable);
    for (let row = 0, at = 0; row < rows; row++) if (left[row] === 0) kept[at++] = row;
    return { kept, passed, note };
  }

  #account([first, ...others]: readonly Column[], rows: number, place: Whereabouts): Column {
    if (first === undefined) return this.#constants.column(place.accountId, rows);
    const next = (row: number): string => {
      for (const column of others) {
        const value = column.value(column.codes[row] ?? 0);
        if (isAccount(value)) return String(value);
      }
      return place.accountId;
    };
    return completed(first, rows, this.#isAccount, next);
  }

  /** The column as detectors see it; equal for all tables with the same generation. */
  #column(field: string, table: RecordTable): Column {
    const column = table.column(field);
    const known = this.#seen.get(field);
    if (known?.of === column) return known;
    const seen = new SeenColumn(column, this.#values.get(field));
    this.#seen.set(field, seen);
    return seen;
  }
}

/** A field of the table; some services write "" for "none". */
class SeenColumn implements Column {
  readonly of: Column;
  readonly #values: Derived<string | undefined> | undefined;

  constructor(of: Column, values: Derived<string | undefined> | undefined) {
    this.of = of;
    this.#values = values;
  }

  get codes(): Uint32Array {
    return this.of.codes;
  }

  get limit(): number {
    return this.of.limit;
  }

  get generation(): symbol {
    return this.of.generation;
  }

  value(code: number): string | number | undefined {
    return this.#values === undefined ? this.of.value(code) || undefined : this.#values.of(this.of)[code];
  }
}

/** Characters of the longest record that is kept: one in a hundred is longer. */
const KEPT_MAX = 8192;

/** The usual result. */
const NOTHING_LEFT_OUT = { kept: undefined, passed: 0, note: undefined };
const NO_NOTES: readonly (string | undefined)[] = [];

/** Whether all rows have a value. */
function noneLacks(codes: Uint32Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (codes[row] === 0) return false;
  return true;
}

/** Whether all rows have a time, as nearly always; written to allocate nothing and call nothing. */
function allTimed(times: readonly number[], codes: Uint32Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (Number.isNaN(times[codes[row] ?? 0] ?? Number.NaN)) return false;
  return true;
}

/** Whether no row is skipped. */
function noneHas(notes: readonly (string | undefined)[], codes: Uint32Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (notes[codes[row] ?? 0] !== undefined) return false;
  return true;
}

function planOf<R extends LogRecord>(kind: JsonKind<R>, fields: readonly string[]): JsonPlan {
  const { time, telling, required, accounts, region, group, pass, columns, combined, paths, texts, members } = kind;
  const given = new Set(['accountId', 'region', group?.field, ...Object.keys(combined?.columns ?? {})]);
  const made = fields.flatMap((field) => columns[field] ?? []);
  const asked = fields.filter((field) => columns[field] === undefined && !given.has(field));
  const passed = pass === undefined ? [] : [pass.field];
  const ids = new Set([
    time,
    telling.field,
    ...required,
    ...accounts,
    ...(region === undefined ? [] : [region]),
    ...passed,
    ...asked,
    ...texts,
  ]);
  const slices = new Set([...members, ...made.flatMap(({ needs }) => needs)]);
  return [
    ...Array.from(ids, (name) => member(name, paths[name] ?? name, 'id')),
    ...Array.from(slices, (name) => member(name, name, 'slice')),
  ];
}

function member(name: string, path: string, kind: JsonField['kind']): JsonField {
  return { name, path: path.split('.'), kind };
}
