import type { Batch } from '#services/model/column.ts';
import { textOf } from '#services/reader/reference.ts';
import type { Table } from '#services/reader/table.ts';
import type { Recent } from './columns.ts';
import { isPlain, type Plain } from './plain.ts';

/** What a JSON record says. */
export interface JsonRow {
  readonly time: number;
  readonly accountId: string;
  readonly region: string;
  /** The text, number or truth value at a dotted path, as text; undefined for `""`, which is how some services write "none". */
  text(path: string): string | undefined;
  /** A member at the top as `JSON.parse` gives it; undefined when it is absent or null. */
  value(name: string): unknown;
}

/**
 * The row of a table, moved from record to record. What is a column is answered from it, and only for the rest
 * anything is parsed: so a record costs what is asked of it, and what it says is what the columns say.
 */
export class TableRow implements JsonRow {
  readonly #table: Table;
  readonly #recent: ReadonlyMap<string, Recent>;
  readonly #members: readonly string[];
  readonly #batch: Pick<Batch, 'column' | 'time'>;
  readonly #parsed = new Map<string, unknown>();
  #record: unknown;
  #row = -1;
  #tableRow = -1;

  /**
   * @param recent the fields that are columns, and what is known of their values
   * @param members the members that are parsed by themselves
   */
  constructor(
    table: Table,
    recent: ReadonlyMap<string, Recent>,
    members: readonly string[],
    batch: Pick<Batch, 'column' | 'time'>,
  ) {
    this.#table = table;
    this.#recent = recent;
    this.#members = members;
    this.#batch = batch;
  }

  /** @param tableRow the same row in the table, whose rows may be more */
  at(row: number, tableRow: number): this {
    if (row !== this.#row) {
      this.#parsed.clear();
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

  text(path: string): string | undefined {
    const recent = this.#recent.get(path);
    if (recent !== undefined) {
      const value = recent.of(this.#batch.column(path), this.#row);
      return value === undefined ? undefined : String(value);
    }
    const [name, ...rest] = keysOf(path);
    return textOf(this.value(name), rest) || undefined;
  }

  value(name: string): unknown {
    if (!this.#members.includes(name)) return this.#whole()[name] ?? undefined;
    if (!this.#parsed.has(name)) this.#parsed.set(name, parsePart(this.#table.part(name, this.#tableRow)));
    return this.#parsed.get(name);
  }

  #whole(): Plain {
    this.#record ??= this.#table.value(this.#tableRow);
    return isPlain(this.#record) ? this.#record : {};
  }
}

function parsePart(part: string | undefined): unknown {
  return part === undefined ? undefined : JSON.parse(part);
}

type Keys = readonly [string, ...string[]];
const KEYS = new Map<string, Keys>();

/** Paths are few, and known from the start. */
function keysOf(path: string): Keys {
  const known = KEYS.get(path);
  if (known !== undefined) return known;
  const [name = '', ...rest] = path.split('.');
  const keys: Keys = [name, ...rest];
  KEYS.set(path, keys);
  return keys;
}
