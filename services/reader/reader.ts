import { gunzipSync, constants } from 'node:zlib';
import type { Trouble } from '#services/model/log-object.ts';
import { READER_BOUNDS, type ReaderBounds } from './bounds.ts';
import { ABSENT, flowKind, type FlowPlan, type JsonPlan } from './plan.ts';
import type { Dictionary, Rejection, Table } from './table.ts';

/** What opening an object gave. */
export interface Opened {
  /** Bytes of text. */
  readonly size: number;
  readonly troubles: readonly Trouble[];
}

export interface ReaderOptions {
  readonly bounds?: Partial<ReaderBounds>;
  /** Makes the hashes of the dictionaries unguessable: any 32 random bits. */
  readonly seed?: number;
}

/** Bytes to text to columns. One object at a time: what it gives is valid until it opens or reads again. */
export class Reader {
  readonly #bounds: ReaderBounds;
  readonly #books = new Map<string, Book>();
  #text: Uint8Array = new Uint8Array();

  constructor(_module: WebAssembly.Module, options: ReaderOptions = {}) {
    this.#bounds = { ...READER_BOUNDS, ...options.bounds };
  }

  /** Takes bytes as delivered: gzip (told by its first bytes, of one or more members) or plain text. A refused object has size 0 and says why. */
  open(bytes: Uint8Array): Opened {
    this.#text = new Uint8Array();
    try {
      const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
      this.#text = gzip
        ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: this.#bounds.outMax })
        : bytes;
      return { size: this.#text.length, troubles: [] };
    } catch (error) {
      const trouble: Trouble = { kind: 'unreadable-object', message: String(error), position: undefined, records: 0 };
      return { size: 0, troubles: [trouble] };
    }
  }

  /** The opened text. */
  text(): Uint8Array {
    return this.#text;
  }

  /** `{"Records":[…]}` of objects exactly. Undefined: it is not, or not JSON. */
  records(plan: JsonPlan): Table | undefined {
    const text = Buffer.from(this.#text).toString();
    let whole: unknown;
    try {
      whole = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (!isObject(whole) || Object.keys(whole).length !== 1 || !Array.isArray(whole.Records)) return undefined;
    if (!whole.Records.every(isObject)) return undefined;
    return this.#table(
      plan,
      whole.Records.map((value, position) => ({ value, position, start: 0, size: 0 })),
      [],
    );
  }

  /**
   * The complete records of a `{"Records":[…` that was cut or spoiled; `stop` is where in the text it stopped being
   * JSON of that shape. Undefined: it does not even begin so.
   */
  salvage(_plan: JsonPlan): { readonly table: Table; readonly stop: number } | undefined {
    return undefined;
  }

  /** A JSON object a line; blank lines are passed over. */
  lines(plan: JsonPlan): Table {
    const items: Item[] = [];
    const rejected: Rejection[] = [];
    this.#eachLine((line, position, start, size) => {
      if (/^[ \t\r]*$/.test(line)) return;
      try {
        const value: unknown = JSON.parse(line);
        if (isObject(value)) return void items.push({ value, position, start, size });
      } catch {}
      rejected.push({ position, start, size });
    });
    return this.#table(plan, items, rejected);
  }

  /** Values that were parsed already, such as those of an envelope, with the positions they should have. Replaces the opened text. */
  values(plan: JsonPlan, items: readonly { readonly value: unknown; readonly position: number }[]): Table {
    const good = items.flatMap(({ value, position }) =>
      isObject(value) ? [{ value, position, start: 0, size: 0 }] : [],
    );
    const bad = items.flatMap(({ value, position }) => (isObject(value) ? [] : [{ position, start: 0, size: 0 }]));
    return this.#table(plan, good, bad);
  }

  /** Flow log lines of a known header. A line that repeats the header, and a blank one, is passed over. */
  flow(plan: FlowPlan): Table {
    const columns = plan.wanted
      .filter((name) => plan.fields.includes(name))
      .map((name) => ({ name, at: plan.fields.indexOf(name), kind: flowKind(name), values: [] as number[] }));
    const items: Item[] = [];
    const rejected: Rejection[] = [];
    const status = plan.fields.indexOf('log-status');
    this.#eachLine((line, position, start, size) => {
      const words = line.split(/[ \t\r]+/).filter((word) => word !== '');
      if (words.length === 0 || words.join(' ') === plan.fields.join(' ')) return;
      const good =
        words.length === plan.fields.length &&
        (status < 0 || words[status] === 'OK') &&
        columns.every(({ kind, at }) => SHAPE[kind].test(words[at] ?? ''));
      if (!good) return void rejected.push({ position, start, size });
      items.push({ value: line, position, start, size });
      for (const { name, at, kind, values } of columns) {
        const word = words[at] ?? '';
        if (kind === 'address') values.push(this.#book('address').intern(word));
        else if (kind === 'text') values.push(word === '-' ? 0 : this.#book(name).intern(word));
        else values.push(word === '-' ? (kind === 'small' ? ABSENT : Number.NaN) : Number(word));
      }
    });
    const found = new Map(
      columns.map(({ name, kind, values }) => [
        name,
        {
          codes: kind === 'large' ? new Float64Array(values) : new Uint32Array(values),
          book: kind === 'address' ? this.#book('address') : kind === 'text' ? this.#book(name) : undefined,
        },
      ]),
    );
    return tableOf(this.#text, items, rejected, found, new Map());
  }

  #eachLine(take: (line: string, position: number, start: number, size: number) => void): void {
    let position = 0;
    for (let start = 0; start < this.#text.length;) {
      const feed = this.#text.indexOf(10, start);
      const end = feed < 0 ? this.#text.length : feed;
      take(Buffer.from(this.#text.subarray(start, end)).toString(), ++position, start, end - start);
      start = end + 1;
    }
  }

  #book(name: string): Book {
    const book = this.#books.get(name) ?? new Book(this.#books.size + 1);
    this.#books.set(name, book);
    return book;
  }

  #table(plan: JsonPlan, items: readonly Item[], rejected: readonly Rejection[]): Table {
    const found = new Map<string, Found>();
    const parts = new Map<string, (string | undefined)[]>();
    for (const { name, path, kind } of plan) {
      const values = items.map(({ value }) => at(value, path));
      const book = this.#book(path.join('.'));
      if (kind === 'slice')
        parts.set(
          name,
          values.map((value) => JSON.stringify(value ?? undefined)),
        );
      else found.set(name, { book, codes: Uint32Array.from(values, (value) => textOf(value, book)) });
    }
    return tableOf(this.#text, items, rejected, found, parts);
  }
}

interface Item {
  readonly value: unknown;
  readonly position: number;
  readonly start: number;
  readonly size: number;
}

interface Found {
  readonly codes: Uint32Array | Float64Array;
  readonly book: Book | undefined;
}

const SHAPE = {
  small: /^(?:-|\d{1,5})$/,
  number: /^\d{1,10}$/,
  large: /^(?:-|\d{1,15})$/,
  address: /^(?=.*[.:].*[.:])[0-9a-fA-F.:]{2,45}$/,
  text: /^/,
};

class Book implements Dictionary {
  readonly generation: number;
  readonly #texts: string[] = [];
  readonly #ids = new Map<string, number>();

  constructor(generation: number) {
    this.generation = generation;
  }
  get size(): number {
    return this.#texts.length;
  }
  text(id: number): string | undefined {
    return this.#texts[id - 1];
  }
  intern(text: string): number {
    const id = this.#ids.get(text) ?? this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }
}

function textOf(value: unknown, book: Book): number {
  if (typeof value === 'string') return book.intern(value.toWellFormed());
  return typeof value === 'number' || typeof value === 'boolean' ? book.intern(JSON.stringify(value)) : 0;
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableOf(
  text: Uint8Array,
  items: readonly Item[],
  rejected: readonly Rejection[],
  found: ReadonlyMap<string, Found>,
  parts: ReadonlyMap<string, readonly (string | undefined)[]>,
): Table {
  const need = <T>(value: T | undefined, field: string): T => {
    if (value === undefined) throw new Error(`The plan has no such column: ${field}`);
    return value;
  };
  const item = (row: number): Item => need(items[row], `row ${row}`);
  const bytes = (row: number): Uint8Array => text.subarray(item(row).start, item(row).start + item(row).size);
  const ids = (field: string): Uint32Array => {
    const { codes } = need(found.get(field), field);
    return codes instanceof Uint32Array ? codes : need(undefined, field);
  };
  const dictionary = (field: string): Dictionary => need(found.get(field)?.book, field);
  return {
    rows: items.length,
    has: (field) => found.has(field) || parts.has(field),
    column(field) {
      const book = found.get(field)?.book;
      if (book)
        return {
          codes: ids(field),
          limit: book.size + 1,
          generation: book.generation,
          value: (code) => book.text(code),
        };
      return {
        codes: ids(field),
        limit: ABSENT + 1,
        generation: 0,
        value: (code) => (code === ABSENT ? undefined : code),
      };
    },
    ids,
    numbers: (field) => need(found.get(field), field).codes,
    dictionary,
    part: (field, row) => need(parts.get(field), field)[row],
    starts: Uint32Array.from(items, ({ start }) => start),
    bytes,
    text: (row) => Buffer.from(bytes(row)).toString(),
    value: (row) => item(row).value,
    position: (row) => item(row).position,
    rejected: { count: rejected.length, [Symbol.iterator]: () => rejected[Symbol.iterator]() },
  };
}
