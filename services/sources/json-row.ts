import { codeAt, type Batch, type Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { allAt, textOf } from '#services/reader/reference.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import type { Recent } from './columns.ts';
import type { JsonKind } from './json-batches.ts';
import { isPlain, parsePlain, type Plain } from './plain.ts';

/** Access to the fields of a JSON record. */
export interface JsonRow {
  readonly time: number;
  readonly accountId: string;
  readonly region: string;
  /**
   * A field, or the value at a dotted path, as text (for texts, numbers and booleans); undefined for `""`, which some
   * services write for "none".
   */
  text(field: string): string | undefined;
  /**
   * All values at a path into lists, in order; the path is one of the source's `lists`. A value in place of a list
   * counts as a list of one.
   */
  all(path: string): readonly unknown[];
  /** A top-level member as `JSON.parse` returns it; undefined when it is absent or null. */
  value(name: string): unknown;
  /** The text of a top-level member that is parsed separately, exactly as in the record. */
  part(name: string): string | undefined;
  /**
   * Whether a member with this name may be anywhere in the record, or in one of its separately parsed members. The test
   * costs a fraction of parsing, and may give false positives.
   *
   * @param name letters and digits, or a pattern of names and values; between them the pattern must allow any
   *   characters, because JSON within a text is escaped
   */
  mayHave(name: string | RegExp, within?: string): boolean;
}

/**
 * The row of a table, which moves from record to record. Columns are read without parsing; everything else is parsed on
 * demand. So the cost of a record depends on what is read, and both ways give the same values.
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
   * @param recent the fields that are columns, with their cached values
   * @param paths the paths of fields and lists, and the separately parsed members
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

  /** @param tableRow the same row in the table, which may have more rows */
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
      const { recent, column, codes, generation } = known;
      const code = codes === undefined ? codeAt(column, this.#row) : (codes[this.#row] ?? 0);
      const value = recent.of(column, code, generation);
      return value === undefined || typeof value === 'string' ? value : String(value);
    }
    const { first, rest } = keysOf(this.#paths[field] ?? field);
    return textOf(this.value(first), rest) || undefined;
  }

  all(path: string): readonly unknown[] {
    if (!this.#lists.includes(path)) throw new Error(`${path} is none of the lists that the source names.`);
    const { first, rest } = keysOf(path);
    const name = first.replace('[]', '');
    return allAt({ [name]: this.value(name) }, [first, ...rest]);
  }

  #know(path: string): Known | undefined {
    const recent = this.#recent.get(path);
    if (recent === undefined) return undefined;
    const column = this.#batch.column(path);
    const codes = column.codeOf === undefined ? column.codes : undefined;
    const known = { recent, column, codes, generation: column.generation };
    this.#known.set(path, known);
    return known;
  }

  value(name: string): unknown {
    for (let i = 0; i < this.#members.length; i++) {
      const member = this.#members[i];
      if (member?.name !== name) continue;
      if (member.row !== this.#row) {
        member.value = parsePart(this.#table.part(name, this.#tableRow));
        member.row = this.#row;
      }
      return member.value;
    }
    return this.#parsed()[name] ?? undefined;
  }

  part(name: string): string | undefined {
    return this.#table.part(name, this.#tableRow);
  }

  mayHave(name: string | RegExp, within?: string): boolean {
    if (this.#record !== undefined) return true;
    const text = within === undefined ? this.#whole() : (this.part(within) ?? '');
    // In JSON within a text quotes are escaped. Somebody who wants to hide the name can write its characters as `\u`
    // escapes.
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

/** The parts of a source's description that give paths in its records. */
type Paths = Pick<JsonKind<LogRecord>, 'paths' | 'lists' | 'members'>;

/**
 * A field with a column: the batch's column, and its cached values. What the column computes each time it is asked is
 * asked once.
 */
interface Known {
  readonly column: Column;
  /** Undefined when the column computes them one by one. */
  readonly codes: Column['codes'] | undefined;
  readonly generation: symbol;
  readonly recent: Recent;
}

/** A separately parsed member: its value in the row that was last read. */
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

interface Keys {
  readonly all: readonly string[];
  readonly first: string;
  readonly rest: readonly string[];
}
const KEYS = new Map<string, Keys>();

/** Paths are few, and known from the start. */
export function keysOf(path: string): Keys {
  const known = KEYS.get(path);
  if (known !== undefined) return known;
  const all = path.split('.');
  const [first = '', ...rest] = all;
  const keys = { all, first, rest };
  KEYS.set(path, keys);
  return keys;
}
