import { allAt, textOf, valueAt } from '#services/reader/reference.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { combinedOf } from './combined.ts';
import type { JsonKind } from './json-batches.ts';
import { keysOf, type JsonRow } from './json-row.ts';
import { isPlain, parseJson, type Plain } from './plain.ts';

/**
 * A record that outlives its table. It keeps the text, parses it when it is first asked, and gives the same values as
 * the columns.
 */
export class KeptRow implements JsonRow {
  readonly time: number;
  readonly accountId: string;
  readonly region: string;
  readonly #text: string;
  readonly #kind: JsonKind<LogRecord>;
  /**
   * Values of the other fields that the text alone does not show. Undefined where there are none, because many rows are
   * kept.
   */
  readonly #told: ReadonlyMap<string, string | undefined> | undefined;
  #record: Plain | undefined;

  /** beside the fields, besides account and Region, that the text alone does not show */
  constructor(text: string, row: JsonRow, kind: JsonKind<LogRecord>, beside: readonly string[]) {
    this.time = row.time;
    this.accountId = row.accountId;
    this.region = row.region;
    this.#text = text;
    this.#kind = kind;
    this.#told = beside.length === 0 ? undefined : new Map(beside.map((field) => [field, row.text(field)]));
  }

  text(field: string): string | undefined {
    if (field === 'accountId') return this.accountId || undefined;
    if (field === 'region') return this.region || undefined;
    if (this.#told?.has(field)) return this.#told.get(field);
    const { combined, values, paths } = this.#kind;
    if (combined !== undefined && Object.hasOwn(combined.columns, field))
      return combinedOf(combined, field, (each) => this.text(each));
    const text = textOf(this.#parsed(), keysOf(paths[field] ?? field).all);
    const make = text === undefined ? undefined : values[field];
    return (make === undefined || text === undefined ? text : make(text)) || undefined;
  }

  all(path: string): readonly unknown[] {
    return allAt(this.#parsed(), keysOf(path).all);
  }

  value(name: string): unknown {
    return valueAt(this.#parsed(), keysOf(name).all) ?? undefined;
  }

  part(name: string): string | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : JSON.stringify(value);
  }

  /** Always true: searching the text takes longer than reading the parsed record. */
  mayHave(): boolean {
    return true;
  }

  #parsed(): Plain {
    if (this.#record === undefined) {
      const record = parseJson(this.#text);
      this.#record = isPlain(record) ? record : {};
    }
    return this.#record;
  }
}
