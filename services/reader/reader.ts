import { isUtf8 } from 'node:buffer';
import type { Trouble } from '#services/model/log-object.ts';
import { TEXT_MB_MAX, TEXT_SETTING } from '#services/model/object-bound.ts';
import { READER_BOUNDS, type ReaderBounds } from './bounds.ts';
import { ColumnRoom } from './columns.ts';
import { Dictionaries } from './dictionaries.ts';
import { layFlow, type FlowLayout } from './flow-layout.ts';
import { gunzip, type Inflated } from './gunzip.ts';
import { layJson, type JsonLayout } from './json-layout.ts';
import { ModuleTable, type Rows } from './module-table.ts';
import type { FlowPlan, JsonPlan } from './plan.ts';
import { parseObject, textOf } from './reference.ts';
import type { RecordTable } from './record-table.ts';
import { Wasm } from './wasm.ts';

/** The result of opening an object. */
export interface Opened {
  /** Bytes of text. */
  readonly size: number;
  readonly troubles: readonly Trouble[];
}

export interface ReaderOptions {
  readonly bounds?: Partial<ReaderBounds>;
  /** 32 random bits: people who write logs must not be able to guess the hashes of the dictionaries. */
  readonly seed?: number;
}

/** The module may read and write this many bytes beyond its buffers. */
const PADDING = 1024;

// Reasons for which the module stops reading.
const DOUBT = 1;
const STOPPED = 2;
const FULL = 3;

/**
 * Turns bytes into text and columns, one object at a time: its results are valid until it opens or reads again.
 *
 * The module does the work. When it is not sure of a record, `reference.ts` reads that record in its place, with the
 * same result, including the ids: they are those that `reference.ts` would give to the whole text.
 */
export class Reader {
  readonly bounds: ReaderBounds;
  readonly #wasm: Wasm;
  readonly #dictionaries: Dictionaries;
  readonly #jsonRoom: ColumnRoom;
  readonly #flowRoom: ColumnRoom;
  readonly #jsonLayouts = new Map<string, JsonLayout>();
  /** Keyed by the plan object, which is the same for all objects of a source. */
  readonly #jsonLaid = new WeakMap<JsonPlan, JsonLayout>();
  readonly #flowLayouts = new Map<string, FlowLayout>();
  readonly #source: number;
  readonly #target: number;
  readonly #starts: number;
  readonly #ends: number;
  readonly #skips: number;
  #text = 0;
  #size = 0;
  /** Whether the present text is known to be valid UTF-8. */
  #isText = false;
  /** View of the present text; reused for objects of one size, which are in the same place. */
  #view: Uint8Array = new Uint8Array(0);

  constructor(module: WebAssembly.Module, { bounds, seed = 0 }: ReaderOptions = {}) {
    this.bounds = { ...READER_BOUNDS, ...bounds };
    const { inMax, outMax, rowsMax, batchRows } = this.bounds;
    const rows = Math.max(rowsMax, batchRows);
    const wasm = new Wasm(module);
    this.#wasm = wasm;
    wasm.exports.reserveInflate();
    this.#source = wasm.reserve(inMax + PADDING);
    this.#target = wasm.reserve(outMax + PADDING);
    this.#starts = wasm.reserve(rows * 4);
    this.#ends = wasm.reserve(rows * 4);
    this.#skips = wasm.reserve(rows * 12);
    this.#dictionaries = new Dictionaries(wasm, this.bounds, seed);
    this.#jsonRoom = new ColumnRoom(wasm, rowsMax);
    this.#flowRoom = new ColumnRoom(wasm, batchRows);
    this.#text = this.#target;
  }

  /**
   * Opens bytes as delivered: gzip (recognized by its first bytes; one or more members) or plain text. A refused object
   * has size 0 and a trouble that says why.
   */
  open(bytes: Uint8Array): Opened {
    const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const max = gzip ? this.bounds.inMax : this.bounds.outMax;
    this.#text = this.#target;
    this.#size = 0;
    this.#isText = false;
    if (bytes.length > max) return { size: 0, troubles: [tooLarge(bytes.length, max)] };
    this.#wasm.whole.set(bytes, gzip ? this.#source : this.#target);
    const { size, troubles, isText }: Inflated = gzip
      ? gunzip(this.#wasm, { source: this.#source, size: bytes.length, target: this.#target }, this.bounds)
      : { size: bytes.length, troubles: [] };
    this.#isText = isText === true;
    const mark = byteOrderMark(this.#wasm.whole, this.#target, size);
    if (!this.#dictionaries.takes(size) && !this.#isText && !isUtf8(this.#wasm.bytes(this.#target, size)))
      return { size: 0, troubles: [noText(size)] };
    this.#text = this.#target + mark;
    this.#size = size - mark;
    return { size: this.#size, troubles };
  }

  /** The opened text, without a byte order mark. */
  text(): Uint8Array {
    // When the memory grows, earlier views become empty.
    if (this.#view.length !== this.#size || this.#view.byteOffset !== this.#text)
      this.#view = this.#wasm.bytes(this.#text, this.#size);
    return this.#view;
  }

  /** Reads `{"Records":[…]}`, a list of objects and nothing else. Undefined when the text is anything else. */
  records(plan: JsonPlan): RecordTable | undefined {
    const layout = this.#prepare(plan);
    const { exports } = this.#wasm;
    exports.mark();
    const outcome = this.#readRecords(layout);
    if (outcome.how !== STOPPED) return this.#recordTable(layout, outcome.how);
    exports.rewind();
    return undefined;
  }

  /**
   * The complete records of a truncated or damaged `{"Records":[…`; `stop` is the offset where it stops having that
   * shape. Undefined when it does not even begin like that.
   */
  salvage(plan: JsonPlan): { readonly table: RecordTable; readonly stop: number } | undefined {
    const layout = this.#prepare(plan);
    const { how, stop } = this.#readRecords(layout);
    return stop === 0 ? undefined : { table: this.#recordTable(layout, how), stop };
  }

  /** One JSON object a line; blank lines are skipped. */
  lines(plan: JsonPlan): RecordTable {
    return this.#lines(plan, 'line');
  }

  /**
   * Values that were parsed already, such as those of an envelope, with the positions they should have. Replaces the
   * opened text.
   */
  values(plan: JsonPlan, items: readonly { readonly value: unknown; readonly position: number }[]): RecordTable {
    const written = writeLines(this.#wasm.bytes(this.#target, this.bounds.outMax), items);
    this.#text = this.#target;
    this.#size = written.size;
    this.#isText = false;
    return this.#lines(
      plan,
      items.map(({ position }) => position),
      written.count < items.length ? [tooMany('values', written.count, `${this.bounds.outMax} bytes`)] : [],
    );
  }

  /**
   * The lines of a flow log with a known header, some at a time: a table is valid until the next is requested. Blank
   * lines and repetitions of the header are skipped. Ids have the same meaning in all tables of an object.
   */
  *flow(plan: FlowPlan): Generator<RecordTable, void, void> {
    this.#dictionaries.trim();
    const layout = this.#flowLayout(plan);
    const { exports } = this.#wasm;
    const { flowRowsMax, batchRows } = this.bounds;
    exports.prepareFlow(
      this.#text,
      this.#size,
      layout.operations,
      layout.operationCount,
      layout.words,
      layout.blockLines,
      layout.fields,
      layout.addresses,
      layout.inquiries,
      layout.header,
      this.#starts,
      this.#skips,
    );
    let records = 0;
    let more = true;
    while (more) {
      exports.nextFlow(Math.min(batchRows, flowRowsMax - records));
      while (exports.readFlow());
      records += exports.flowRows();
      const left = exports.flowStop() < this.#size;
      more = left && records < flowRowsMax;
      yield this.#table({
        rows: exports.flowRows(),
        columns: layout.columns,
        ends: undefined,
        linesBefore: exports.flowLines(),
        skipped: exports.flowSkips(),
        positions: 'line',
        troubles: left && !more ? [tooMany('records', records, `${flowRowsMax} records`)] : [],
        goesOn: left,
      });
    }
  }

  #lines(plan: JsonPlan, positions: Rows['positions'], troubles: readonly Trouble[] = []): RecordTable {
    const layout = this.#prepare(plan);
    const { exports } = this.#wasm;
    let how = exports.readLines();
    for (; how === DOUBT; how = exports.readLines()) exports.settle(Number(this.#readByReference(layout)));
    return this.#table({
      rows: exports.rowCount(),
      columns: layout.columns,
      ends: this.#ends,
      linesBefore: 0,
      skipped: exports.skippedCount(),
      positions,
      troubles: how === FULL ? [...troubles, this.#tooManyRows()] : troubles,
      goesOn: false,
    });
  }

  #prepare(plan: JsonPlan): JsonLayout {
    this.#dictionaries.trim();
    const layout = this.#jsonLayout(plan);
    // Invalid UTF-8 within a string becomes U+FFFD, which is left to `reference.ts`.
    const doubt = !this.#isText && !isUtf8(this.text());
    this.#wasm.exports.prepare(
      layout.root,
      layout.leaves,
      layout.leafCount,
      this.#text,
      this.#size,
      this.#starts,
      this.#ends,
      this.#skips,
      this.bounds.rowsMax,
      Number(doubt),
    );
    return layout;
  }

  #jsonLayout(plan: JsonPlan): JsonLayout {
    const laid = this.#jsonLaid.get(plan);
    if (laid !== undefined) return laid;
    const key = JSON.stringify(plan);
    const layout = this.#jsonLayouts.get(key) ?? layJson(this.#wasm, this.#jsonRoom, this.#dictionaries, plan);
    this.#jsonLayouts.set(key, layout);
    this.#jsonLaid.set(plan, layout);
    return layout;
  }

  #flowLayout(plan: FlowPlan): FlowLayout {
    const key = JSON.stringify([plan.fields, plan.wanted]);
    const layout =
      this.#flowLayouts.get(key) ??
      layFlow(this.#wasm, this.#flowRoom, this.#dictionaries, plan, this.bounds.flowRowsMax);
    this.#flowLayouts.set(key, layout);
    return layout;
  }

  /** Reads until the end, or until the text no longer has the shape: then `stop` is after the last valid record. */
  #readRecords(layout: JsonLayout): { how: number; stop: number } {
    const { exports } = this.#wasm;
    for (;;) {
      const how = exports.readRecords();
      if (how !== DOUBT) return { how, stop: exports.stoppedAt() };
      const start = this.#wasm.words(this.#starts, exports.rowCount() + 1)[exports.rowCount()] ?? 0;
      if (!this.#readByReference(layout)) return { how: STOPPED, stop: start };
      exports.settle(1);
    }
  }

  /** Reads the doubtful record into its row. Returns false when it is no JSON object. */
  #readByReference({ interned }: JsonLayout): boolean {
    const row = this.#wasm.exports.rowCount();
    const start = this.#wasm.words(this.#starts, row + 1)[row] ?? 0;
    const end = this.#wasm.words(this.#ends, row + 1)[row] ?? 0;
    const record = parseObject(this.#wasm.text(this.#text + start, end - start));
    if (!record) return false;
    for (const { path, pointer, ids } of interned) {
      const text = textOf(record, path);
      const id = text === undefined ? 0 : ids.intern(text);
      this.#wasm.words(pointer, row + 1)[row] = id;
    }
    return true;
  }

  #recordTable({ columns }: JsonLayout, how: number): RecordTable {
    return this.#table({
      rows: this.#wasm.exports.rowCount(),
      columns,
      ends: this.#ends,
      linesBefore: 0,
      skipped: 0,
      positions: 'index',
      troubles: how === FULL ? [this.#tooManyRows()] : [],
      goesOn: false,
    });
  }

  #table(rows: Omit<Rows, 'text' | 'size' | 'starts' | 'skips'>): RecordTable {
    return new ModuleTable(this.#wasm, {
      ...rows,
      text: this.#text,
      size: this.#size,
      starts: this.#starts,
      skips: this.#skips,
    });
  }

  #tooManyRows(): Trouble {
    return tooMany('records', this.#wasm.exports.rowCount(), `${this.bounds.rowsMax} records`);
  }
}

const FEED = 10;

/** Writes JSON values, one a line, as many as fit. A value that cannot be written becomes `0`, which is no record. */
function writeLines(to: Uint8Array, items: readonly { readonly value: unknown }[]): { size: number; count: number } {
  let size = 0;
  let count = 0;
  for (const { value } of items) {
    const line = Buffer.from(spell(value));
    if (size + line.length + 1 > to.length) break;
    to.set(line, size);
    size += line.length;
    to[size++] = FEED;
    count++;
  }
  return { size, count };
}

function spell(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '0';
  } catch {
    return '0'; // nested deeper than the stack allows
  }
}

/** Size of the byte order mark with which editors on Windows begin UTF-8. */
function byteOrderMark(memory: Uint8Array, at: number, size: number): number {
  return size >= 3 && memory[at] === 0xef && memory[at + 1] === 0xbb && memory[at + 2] === 0xbf ? 3 : 0;
}

function tooLarge(size: number, max: number): Trouble {
  const message = `The object has ${size} bytes, more than the ${max} that ${TEXT_SETTING} lets one have: split it, or raise the setting (${TEXT_MB_MAX} at most).`;
  return { kind: 'over-bound', message, position: undefined, records: 0 };
}

function noText(size: number): Trouble {
  const message = `${size} bytes of text of which some are no UTF-8 are too many to be read all the same: see what wrote them, or split the object.`;
  return { kind: 'unreadable-object', message, position: undefined, records: 0 };
}

function tooMany(what: string, count: number, bound: string): Trouble {
  const message = `Only the first ${count} ${what} were read, for ${TEXT_SETTING} lets one object have ${bound}: split it, or raise the setting (${TEXT_MB_MAX} at most).`;
  return { kind: 'over-bound', message, position: count, records: 0 };
}
