import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { allAt, textOf } from '#services/reader/reference.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import type { Recent } from './columns.ts';
import type { JsonKind } from './json-batches.ts';
import { isPlain, parsePlain, type Plain } from './plain.ts';

/** What a JSON record says. */
export interface JsonRow {
  readonly time: number;
  readonly accountId: string;
  readonly region: string;
  /** The text, number or truth value of a field or at a dotted path, as text; undefined for `""`, which is how some services write "none". */
  text(field: string): string | undefined;
  /**
   * All that stands at a path that goes into lists, in order: one of the source's `lists`. Where there should be a list,
   * a value by itself is a list of one.
   */
  all(path: string): readonly unknown[];
  /** A member at the top as `JSON.parse` gives it; undefined when it is absent or null. */
  value(name: string): unknown;
  /** The text of a member at the top that is parsed by itself, as it stands in the record. */
  part(name: string): string | undefined;
  /**
   * Whether a member of this name, of letters and digits, may stand anywhere in the record, or in one of its members that
   * are parsed by themselves: to look takes a fraction of parsing it.
   *
   * @param name or a pattern of names and values; what stands between them may be any signs, for JSON within a text is escaped
   */
  mayHave(name: string | RegExp, within?: string): boolean;
}

/**
 * The row of a table, moved from record to record. What is a column is answered from it, and only for the rest
 * anything is parsed: so a record costs what is asked of it, and what it says is what the columns say.
 */
export class TableRow implements JsonRow {
  readonly #table: RecordTable;
  readonly #recent: ReadonlyMap<string, Recent>;
  readonly #paths: Paths['paths'];
  readonly #lists: readonly string[];
  readonly #members: readonly Member[];
  readonly #batch: Pick<Batch, 'column' | 'time'>;
  readonly #known = new Map<string, Known>();
  #text: string | undefined;
  #record: unknown;
  #row = -1;
  #tableRow = -1;

  /**
   * @param recent the fields that are columns, and what is known of their values
   * @param paths where fields and lists stand, and the members that are parsed by themselves
   */
  constructor(
    table: RecordTable,
    recent: ReadonlyMap<string, Recent>,
    { paths, lists, members }: Paths,
    batch: Pick<Batch, 'column' | 'time'>,
  ) {
    this.#table = table;
    this.#recent = recent;
    this.#paths = paths;
    this.#lists = lists;
    this.#members = members.map((name) => ({ name, row: -1, value: undefined }));
    this.#batch = batch;
  }

  /** @param tableRow the same row in the table, whose rows may be more */
  at(row: number, tableRow: number): this {
    if (row !== this.#row) {
      this.#text = undefined;
      this.#record = undefined;
    }
    this.#row = row;
    this.#tableRow = tableRow;
    return this;
  }

  get time(): number {
    return this.#batch.time(this.#row);
  }

  get accountId(): string {
    return this.text('accountId') ?? '';
  }

  get region(): string {
    return this.text('region') ?? '';
  }

  text(field: string): string | undefined {
    const known = this.#known.get(field) ?? this.#know(field);
    if (known !== undefined) {
      const value = known.recent.of(known.column, this.#row);
      return value === undefined || typeof value === 'string' ? value : String(value);
    }
    const [name, ...rest] = keysOf(this.#paths[field] ?? field);
    return textOf(this.value(name), rest) || undefined;
  }

  all(path: string): readonly unknown[] {
    if (!this.#lists.includes(path)) throw new Error(`${path} is none of the lists that the source names.`);
    const [first, ...rest] = keysOf(path);
    const name = first.replace('[]', '');
    return allAt({ [name]: this.value(name) }, [first, ...rest]);
  }

  #know(path: string): Known | undefined {
    const recent = this.#recent.get(path);
    if (recent === undefined) return undefined;
    const known = { recent, column: this.#batch.column(path) };
    this.#known.set(path, known);
    return known;
  }

  value(name: string): unknown {
    const member = this.#members.find((known) => known.name === name);
    if (member === undefined) return this.#parsed()[name] ?? undefined;
    if (member.row !== this.#row) {
      member.value = parsePart(this.#table.part(name, this.#tableRow));
      member.row = this.#row;
    }
    return member.value;
  }

  part(name: string): string | undefined {
    return this.#table.part(name, this.#tableRow);
  }

  mayHave(name: string | RegExp, within?: string): boolean {
    if (this.#record !== undefined) return true;
    const text = within === undefined ? this.#whole() : (this.part(within) ?? '');
    // Its quotes are escaped in JSON within a text, and it may be spelt with escapes, if only by who means to hide it.
    return (typeof name === 'string' ? text.includes(name) : name.test(text)) || text.includes('\\u');
  }

  #whole(): string {
    return (this.#text ??= this.#table.text(this.#tableRow));
  }

  #parsed(): Plain {
    this.#record ??= parsePlain(this.#whole());
    return isPlain(this.#record) ? this.#record : {};
  }
}

/** What of a source says where things stand in its records. */
type Paths = Pick<JsonKind<LogRecord>, 'paths' | 'lists' | 'members'>;

/** A field that is a column: of the batch, and its values met last. */
interface Known {
  readonly column: Column;
  readonly recent: Recent;
}

/** A member that is parsed by itself: what it was in the row it was last asked of. */
interface Member {
  readonly name: string;
  row: number;
  value: unknown;
}

function parsePart(part: string | undefined): unknown {
  if (part === undefined) return undefined;
  // The reader has checked that it is JSON: a text without an escape is what stands between its quotes.
  return part.startsWith('"') && !part.includes('\\') ? part.slice(1, -1) : parsePlain(part);
}

type Keys = readonly [string, ...string[]];
const KEYS = new Map<string, Keys>();

/** Paths are few, and known from the start. */
export function keysOf(path: string): Keys {
  const known = KEYS.get(path);
  if (known !== undefined) return known;
  const [name = '', ...rest] = path.split('.');
  const keys: Keys = [name, ...rest];
  KEYS.set(path, keys);
  return keys;
}
