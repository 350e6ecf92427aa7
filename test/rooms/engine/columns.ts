import type { Batch, Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';

/**
 * Makes batches from arrays of plain records, as a decoder would: codes are dense, and continue from batch to batch.
 */
export class ArrayDecoder<R extends LogRecord> {
  readonly #fields: readonly (keyof R & string)[];
  #generation = Symbol('codes');
  #dictionaries = new Map<string, Dictionary>();
  #poison: () => void = () => {};

  constructor(fields: readonly (keyof R & string)[]) {
    this.#fields = [...new Set<keyof R & string>([...fields, 'accountId', 'region'])];
  }

  /** A batch is valid until the next one: then its codes are meaningless and its records throw. */
  batch(records: readonly R[], positions: readonly number[] = records.map((_, row) => row)): Batch<R> {
    this.#poison();
    const columns = new Map(this.#fields.map((field) => [field as string, this.#column(field, records)]));
    let lent = Proxy.revocable<object>({}, {});
    this.#poison = () => {
      lent.revoke();
      for (const { codes } of columns.values()) codes.fill(0xffff_ffff);
    };
    return {
      rows: records.length,
      column: (field) => {
        const column = columns.get(field);
        if (column === undefined) throw new Error(`${field} was not asked for`);
        return column;
      },
      record: (row) => {
        lent.revoke();
        const cursor = Proxy.revocable(records[row]!, {});
        lent = cursor;
        return cursor.proxy;
      },
      time: (row) => records[row]!.time,
      text: (row) => JSON.stringify(records[row]),
      position: (row) => positions[row]!,
    };
  }

  /** Assigns all codes again, as when a dictionary is full. */
  clear(): void {
    this.#generation = Symbol('codes');
    this.#dictionaries = new Map();
  }

  #column(field: keyof R & string, records: readonly R[]): Column & { readonly codes: Uint32Array } {
    const dictionary = this.#dictionaries.get(field) ?? new Dictionary();
    this.#dictionaries.set(field, dictionary);
    const codes = Uint32Array.from(records, (record) => dictionary.code(record[field]));
    return {
      codes,
      limit: dictionary.values.length,
      generation: this.#generation,
      value: (code) => dictionary.values[code],
    };
  }
}

class Dictionary {
  readonly values: (string | number | undefined)[] = [undefined];
  readonly #codes = new Map<unknown, number>([[undefined, 0]]);

  code(value: unknown): number {
    if (value !== undefined && typeof value !== 'string' && typeof value !== 'number')
      throw new Error('no field value');
    const known = this.#codes.get(value) ?? this.values.push(value) - 1;
    this.#codes.set(value, known);
    return known;
  }
}
