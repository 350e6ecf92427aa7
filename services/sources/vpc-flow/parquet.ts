import { reasonOf } from '#services/model/sentence.ts';
import { Buffer } from 'node:buffer';
import type { DecodedArray, FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { TEXT_SETTING } from '#services/model/object-bound.ts';
import { strangerOf } from '../carriers/strangers.ts';
import { parseTime } from '../time.ts';
import { fieldName } from './fields.ts';
import { headerOf } from './layout.ts';
import { parquetLibrary } from './parquet-library.ts';
import { openPage, type ColumnDecoder } from './parquet-page.ts';
import { DECODED } from './flow-batches.ts';

/** `PAR1`, with which such a file begins and ends. */
export const PARQUET_MAGIC = [...Buffer.from('PAR1')];

/** Limits beyond which a file is refused. */
export interface ParquetBounds {
  /** The most bytes of text that it may become. */
  readonly outMax: number;
  /** The most bytes of text for each byte of the file. */
  readonly ratioMax: number;
}

/**
 * Turns a Parquet flow log into the text that would have been delivered instead: the same header, the same order, one
 * line for each record. So later code has to know one form only. Only columns that are used are read. Pages are opened
 * one at a time, whatever size a row group has.
 *
 * @returns the text, or a sentence that says why it cannot be made
 */
export function textOfParquet(bytes: Uint8Array, bounds: ParquetBounds): Uint8Array | string {
  try {
    return new Transcript(bytes, bounds).text();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    // The library throws errors of every kind on damaged files.
    const reason = reasonOf(error);
    return `The Parquet file cannot be read to its end (${reason}): fetch it again, or see what wrote it.`;
  }
}

class Refusal extends Error {}

/** No flow log has a larger footer. Its content becomes objects of many times its size. */
const FOOTER_MAX = 2 << 20;
/** Bytes of pages for each byte of text: a count of one digit with its blank takes eight bytes in a page. */
const PAGES_PER_TEXT = 4;
/** Texts below this size may exceed any ratio to their file. */
const RATIO_FROM = 1 << 20;
const CHUNK_LINES = 2048;

class Transcript {
  readonly #bytes: Uint8Array;
  /** The most bytes of text. */
  readonly #max: number;
  readonly #tooLong: Refusal;
  /** Bytes that the remaining pages may have. */
  #pagesLeft: number;

  constructor(bytes: Uint8Array, { outMax, ratioMax }: ParquetBounds) {
    const max = Math.min(outMax, Math.max(RATIO_FROM, bytes.length * ratioMax));
    this.#bytes = bytes;
    this.#max = max;
    this.#pagesLeft = PAGES_PER_TEXT * max;
    this.#tooLong = new Refusal(
      max === outMax
        ? `The Parquet file's ${bytes.length} bytes are more text than the ${max} bytes that ${TEXT_SETTING} lets an object have: split it.`
        : `The Parquet file's ${bytes.length} bytes become more than ${ratioMax} times as much text, as no log does: look at who wrote it.`,
    );
  }

  text(): Uint8Array {
    const metadata = footerOf(this.#bytes);
    const schema = parquetLibrary().parquetSchema(metadata);
    const columns = schema.children.filter(isPlainColumn);
    if (headerOf(columns.map(({ element }) => element.name)) === undefined)
      throw new Refusal(otherTable(schema.children.map(({ element }) => element.name)));
    const wanted = columns.filter(({ element }) => WANTED.has(fieldName(element.name)));
    const parts = [Buffer.from(`${wanted.map(({ element }) => fieldName(element.name)).join(' ')}\n`)];
    let size = 0;
    const rows = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
    if (rows !== metadata.num_rows)
      throw new Refusal(`The Parquet file promises ${metadata.num_rows} records and has ${rows}: fetch it again.`);
    for (const group of metadata.row_groups)
      for (const lines of this.#lines(group, schema, wanted)) {
        const part = Buffer.from(lines);
        size += part.length;
        if (size > this.#max) throw this.#tooLong;
        parts.push(part);
      }
    return Buffer.concat(parts);
  }

  /** Yields some lines at a time. */
  *#lines(group: RowGroup, schema: SchemaTree, columns: readonly SchemaTree[]): Generator<string, void, void> {
    const rows = Number(group.num_rows);
    // A value takes at least a byte and a blank.
    if (2 * rows * columns.length > this.#max) throw this.#tooLong;
    const cursors = columns.map(
      (column) => new Cursor(this.#pages(group, rows, [schema, column]), wordsOf(fieldName(column.element.name))),
    );
    let lines = '';
    for (let row = 0; row < rows; row++) {
      let line = '';
      for (let i = 0; i < cursors.length; i++) line += `${i === 0 ? '' : ' '}${cursors[i]?.next()}`;
      lines += `${line}\n`;
      if ((row + 1) % CHUNK_LINES !== 0) continue;
      yield lines;
      lines = '';
    }
    yield lines;
  }

  /** The values of one column, a page at a time. Sizes in its headers are checked before they are used. */
  *#pages(group: RowGroup, rows: number, path: SchemaTree[]): Generator<DecodedArray, void, void> {
    const element = path.at(-1)?.element;
    const name = element?.name ?? '';
    const chunk = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === name)?.meta_data;
    if (chunk === undefined || element === undefined)
      throw new Refusal(`The Parquet file lacks the column ${name} that it promises.`);
    if (Number(chunk.num_values) !== rows)
      throw new Refusal(`The column ${name} of the Parquet file has more or fewer values than there are records.`);
    const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const view = viewOf(this.#bytes, from, from + Number(chunk.total_compressed_size));
    const { convert, DEFAULT_PARSERS, parquetHeader } = parquetLibrary();
    const decoder: ColumnDecoder = {
      ...chunk,
      pathInSchema: chunk.path_in_schema,
      element,
      schemaPath: path,
      parsers: DEFAULT_PARSERS,
    };
    const reader = { view, offset: 0 };
    let dictionary: DecodedArray | undefined;
    let left = rows;
    while (left > 0) {
      const header = parquetHeader(reader);
      const { compressed_page_size: compressed, uncompressed_page_size: size } = header;
      const most = header.dictionary_page_header === undefined ? left : size;
      const count = (header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header)
        ?.num_values;
      if (
        !within(compressed, view.byteLength - reader.offset) ||
        !within(size, this.#pagesLeft) ||
        !within(count, most)
      )
        throw new Refusal(`A page of the column ${name} has a size that cannot be: see what wrote the Parquet file.`);
      this.#pagesLeft -= size;
      const packed = new Uint8Array(view.buffer, view.byteOffset + reader.offset, compressed);
      reader.offset += compressed;
      const data = openPage(header, packed, decoder, dictionary);
      if (header.type === 'DICTIONARY_PAGE') dictionary = convert(data, decoder);
      else if (data.length > 0 || count === 0) {
        left -= data.length;
        yield data;
      }
    }
  }
}

/** Iterates over the values of a column, in the spelling of a flow log. */
class Cursor {
  readonly #pages: Generator<DecodedArray, void, void>;
  #page: DecodedArray = [];
  #at = 0;
  /** The last value: neighbours are often equal, and comparing is faster than spelling. */
  #value: unknown;
  #word = '-';
  readonly #wordOf: (value: unknown) => string;

  constructor(pages: Generator<DecodedArray, void, void>, words: (value: unknown) => string) {
    this.#pages = pages;
    this.#wordOf = words;
  }

  next(): string {
    while (this.#at === this.#page.length) {
      const page = this.#pages.next().value;
      if (page === undefined) throw new Refusal('A column of the Parquet file ends before the others do.');
      this.#page = page;
      this.#at = 0;
    }
    const value: unknown = this.#page[this.#at++];
    if (value === this.#value) return this.#word;
    this.#value = value;
    this.#word = this.#wordOf(value);
    return this.#word;
  }
}

/** How the values of a field are spelled. */
function wordsOf(field: string): (value: unknown) => string {
  return field === 'start' || field === 'end' ? timeOf : wordOf;
}

/** A value as a flow log in text has it: `-` for none. */
function wordOf(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '-' : value.replaceAll(BLANKS, '_');
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '-';
}

/** A time in seconds. Programs that rewrite the files make it a timestamp, a text, or a number of smaller units. */
function timeOf(value: unknown): string {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseTime(value) : Number.NaN;
  if (!Number.isNaN(ms)) return String(Math.floor(ms / 1000));
  const word = wordOf(value);
  return /^\d{13,19}$/.test(word) ? word.slice(0, 10) : word;
}

const BLANKS = /\s/g;

/**
 * The columns that are read: those that are decoded, the status, which marks lines that are no record, and two that
 * identify other kinds of flow logs.
 */
const WANTED = new Set([...DECODED, 'log-status', 'tgw-id', 'tgw-attachment-id']);

/** A sentence that says what a table is if its columns are not those of a flow log. */
function otherTable(columns: readonly string[]): string {
  const has = new Set(columns.map((column) => column.toLowerCase().replaceAll('_', '')));
  const named =
    TABLES.find(({ by }) => by.every((column) => has.has(column)))?.note ??
    strangerOf(Object.fromEntries(columns.map((column) => [column, ''])))?.note;
  const shown = columns.slice(0, 8).join(', ') || 'none';
  return `A Parquet file whose columns are no flow log's (${shown}): ${named ?? 'see what wrote it.'}`;
}

const AS_DELIVERED = 'Of Parquet only flow logs are read: scan the files that AWS delivered.';

/** Other logs, by the columns that tables of them have. */
const TABLES = [
  { by: ['eventname', 'eventsource'], note: `Events of CloudTrail. ${AS_DELIVERED}` },
  { by: ['queryname', 'querytimestamp'], note: `Queries to the Route 53 Resolver. ${AS_DELIVERED}` },
];

function isPlainColumn({ children, element }: SchemaTree): boolean {
  return children.length === 0 && element.repetition_type !== 'REPEATED' && element.type !== 'BOOLEAN';
}

function footerOf(bytes: Uint8Array): FileMetaData {
  const end = viewOf(bytes, bytes.length - 8, bytes.length);
  const size = end.getUint32(0, true);
  if (end.getUint32(4, true) !== 0x31524150 || size > bytes.length - 12)
    throw new Refusal('The Parquet file has no footer, as if it were cut off: fetch it again.');
  if (size > FOOTER_MAX)
    throw new Refusal(`The Parquet file has a footer of ${size} bytes, as no flow log has: see what wrote it.`);
  return parquetLibrary().parquetMetadata(bytes.subarray(bytes.length - 8 - size), { geoparquet: false });
}

function viewOf(bytes: Uint8Array, from: number, to: number): DataView {
  if (!(from >= 0 && to >= from && to <= bytes.length))
    throw new Refusal('The Parquet file points to places outside of it: fetch it again, or see what wrote it.');
  return new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
}

function within(size: number | undefined, max: number): boolean {
  return size !== undefined && size >= 0 && size <= max;
}
