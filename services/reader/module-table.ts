import type { Column } from '#services/model/column.ts';
import type { Trouble } from '#services/model/log-object.ts';
import type { FieldColumn } from './columns.ts';
import type { Interned } from './dictionaries.ts';
import type { Rejected, Rejection, RecordTable } from './record-table.ts';
import type { Wasm } from './wasm.ts';

/** The results of one read in the module's memory. */
export interface Rows {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, FieldColumn>;
  /** Address of the text; starts and ends are relative to it. */
  readonly text: number;
  readonly size: number;
  readonly starts: number;
  /** Undefined: each record ends with its line. */
  readonly ends: number | undefined;
  /** Lines of the text before those of this table. */
  readonly linesBefore: number;
  /** Line, start and size of each line that is no record; size `SILENT` when that is no error. */
  readonly skips: number;
  readonly skipped: number;
  /** Positions are indexes, line numbers, or these values, one for each line. */
  readonly positions: 'index' | 'line' | readonly number[];
  readonly troubles: readonly Trouble[];
  /** Whether more text follows these records. */
  readonly goesOn: boolean;
}

const SKIP_WORDS = 3;
const SILENT = 0xffffffff;
const FEED = 10;

/** A table that reads the module's memory: nothing is copied, and everything is computed on demand. */
export class ModuleTable implements RecordTable {
  readonly rows: number;
  readonly rejected: Rejected;
  readonly troubles: readonly Trouble[];
  readonly goesOn: boolean;
  readonly #wasm: Wasm;
  readonly #read: Rows;
  #starts: Uint32Array | undefined;

  constructor(wasm: Wasm, read: Rows) {
    this.#wasm = wasm;
    this.#read = read;
    this.rows = read.rows;
    this.troubles = read.troubles;
    this.goesOn = read.goesOn;
    this.rejected = new RejectedLines(() => this.#rejections());
  }

  get starts(): Uint32Array {
    return (this.#starts ??= this.#wasm.words(this.#read.starts, this.rows));
  }

  has(field: string): boolean {
    return this.#read.columns.has(field);
  }

  column(field: string): Column {
    const column = this.#column(field);
    if (column.kind !== 'small' && column.dictionary === undefined) throw new Error(`Not an interned column: ${field}`);
    return column;
  }

  ids(field: string): Uint32Array {
    this.#interned(field);
    return this.#words(field);
  }

  numbers(field: string): Uint32Array | Float64Array {
    const { kind, pointer } = this.#column(field);
    if (kind === 'large') return this.#wasm.doubles(pointer, this.rows);
    if (kind !== 'small' && kind !== 'number') throw new Error(`Not a column of numbers: ${field}`);
    return this.#words(field);
  }

  dictionary(field: string): Interned {
    return this.#interned(field);
  }

  places(field: string): Uint32Array {
    return this.#wasm.words(this.#slices(field), this.rows * 2);
  }

  part(field: string, row: number): string | undefined {
    const pointer = this.#slices(field);
    const at = pointer + row * 8;
    const size = this.#wasm.word(at + 4);
    return size === 0 ? undefined : this.#wasm.text(this.#read.text + this.#wasm.word(at), size);
  }

  bytes(row: number): Uint8Array {
    const { text, size, ends } = this.#read;
    const start = this.starts[row];
    if (start === undefined) throw new RangeError(`There is no row ${row} of ${this.rows}`);
    if (ends !== undefined)
      return this.#wasm.bytes(text + start, (this.#wasm.words(ends, this.rows)[row] ?? 0) - start);
    const rest = this.#wasm.bytes(text + start, size - start);
    const feed = rest.indexOf(FEED);
    return feed < 0 ? rest : rest.subarray(0, feed);
  }

  text(row: number): string {
    const { text, starts, ends } = this.#read;
    if (ends !== undefined && row < this.rows) {
      const start = this.#wasm.word(starts + row * 4);
      return this.#wasm.text(text + start, this.#wasm.word(ends + row * 4) - start);
    }
    const bytes = this.bytes(row);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  }

  value(row: number): unknown {
    return JSON.parse(this.text(row));
  }

  until(start: number): RecordTable {
    const rows = this.starts.findIndex((each) => each >= start);
    const skipped = [...this.#skips()].findIndex((word, i) => i % SKIP_WORDS === 1 && word >= start);
    return new ModuleTable(this.#wasm, {
      ...this.#read,
      rows: rows < 0 ? this.rows : rows,
      skipped: skipped < 0 ? this.#read.skipped : (skipped - 1) / SKIP_WORDS,
      troubles: [],
      goesOn: true,
    });
  }

  position(row: number): number {
    return this.#read.positions === 'index' ? row : this.#positionOf(this.#lineOf(row));
  }

  /** Line numbers begin at 1: a row's line follows the rows and the skipped lines before it. */
  #lineOf(row: number): number {
    const skips = this.#skips();
    const { linesBefore } = this.#read;
    let low = 0;
    let high = this.#read.skipped;
    while (low < high) {
      const middle = (low + high) >> 1;
      const rowsBefore = (skips[middle * SKIP_WORDS] ?? 0) - linesBefore - 1 - middle;
      if (rowsBefore <= row) low = middle + 1;
      else high = middle;
    }
    return linesBefore + row + 1 + low;
  }

  #positionOf(line: number): number {
    const { positions } = this.#read;
    return typeof positions === 'string' ? line : (positions[line - 1] ?? line);
  }

  *#rejections(): Generator<Rejection> {
    const skips = this.#skips();
    for (let i = 0; i < skips.length; i += SKIP_WORDS) {
      const [line = 0, start = 0, size = 0] = skips.subarray(i, i + SKIP_WORDS);
      if (size !== SILENT) yield { position: this.#positionOf(line), start, size };
    }
  }

  /** Address of the slices of a field. */
  #slices(field: string): number {
    const { kind, pointer } = this.#column(field);
    if (kind !== 'slice') throw new Error(`Not a column of slices: ${field}`);
    return pointer;
  }

  #skips(): Uint32Array {
    return this.#wasm.words(this.#read.skips, this.#read.skipped * SKIP_WORDS);
  }

  #words(field: string): Uint32Array {
    return this.#wasm.words(this.#column(field).pointer, this.rows);
  }

  #interned(field: string): Interned {
    const { dictionary } = this.#column(field);
    if (!dictionary) throw new Error(`Not an interned column: ${field}`);
    return dictionary;
  }

  #column(field: string): FieldColumn {
    const column = this.#read.columns.get(field);
    if (!column) throw new Error(`There is no such column: ${field}`);
    return column;
  }
}

/**
 * Counts its rejections on demand. It is a class because V8 keeps what a getter of an object literal refers to for
 * longer.
 */
class RejectedLines implements Rejected {
  readonly #rejections: () => Iterable<Rejection>;
  #count: number | undefined;

  constructor(rejections: () => Iterable<Rejection>) {
    this.#rejections = rejections;
  }

  get count(): number {
    return (this.#count ??= [...this.#rejections()].length);
  }

  [Symbol.iterator](): Iterator<Rejection> {
    return this.#rejections()[Symbol.iterator]();
  }
}
