import type { FlowPlan, JsonPlan } from '#services/reader/plan.ts';
import { Reader } from '#services/reader/reader.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { ReferenceReader, type Expected, type ExpectedRow } from './reference-reader.ts';

/** A small batch size, so that most texts have several batches. */
const BATCH_ROWS = 7;

/** A reader beside the reference reader: each text goes to both, and differences are reported. */
export class Twin {
  readonly reader: Reader;
  readonly reference = new ReferenceReader();
  /** The number of compared texts and values, so that a test can check that it compared any. */
  accepted = 0;
  refused = 0;
  values = 0;

  constructor(module: WebAssembly.Module, bounds = { inMax: 4 << 20, outMax: 4 << 20, rowsMax: 1 << 14 }) {
    this.reader = new Reader(module, { bounds: { ...bounds, batchRows: BATCH_ROWS }, seed: 7 });
  }

  records(text: Uint8Array, plan: JsonPlan): string | undefined {
    this.reader.open(text);
    const expected = this.reference.records(this.reader.text(), plan);
    const difference = this.#compare(this.reader.records(plan), expected);
    return difference ?? (expected ? undefined : this.#salvage(plan));
  }

  /** Salvaged records must read as they do in a complete file. */
  #salvage(plan: JsonPlan): string | undefined {
    const table = this.reader.salvage(plan)?.table;
    if (!table) return undefined;
    const records = Array.from({ length: table.rows }, (_, row) => Buffer.from(table.bytes(row)).toString());
    const whole = Buffer.from(`{"Records":[${records.join(',')}]}`);
    const difference = this.#compare(table, this.reference.records(whole, plan));
    return difference && `salvaged: ${difference}`;
  }

  lines(text: Uint8Array, plan: JsonPlan): string | undefined {
    this.reader.open(text);
    const expected = this.reference.lines(this.reader.text(), plan);
    return this.#compare(this.reader.lines(plan), expected);
  }

  flow(text: Uint8Array, plan: FlowPlan): string | undefined {
    this.reader.open(text);
    const expected = this.reference.flow(this.reader.text(), plan);
    return this.#compareAll(this.reader.flow(plan), expected, BATCH_ROWS);
  }

  #compare(table: RecordTable | undefined, expected: Expected | undefined): string | undefined {
    if (table && expected) return this.#compareAll([table], expected);
    this.refused++;
    return !table === !expected
      ? undefined
      : table
        ? 'accepted what the reference refuses'
        : 'refused what the reference accepts';
  }

  #compareAll(tables: Iterable<RecordTable>, expected: Expected, rowsMax = Infinity): string | undefined {
    this.accepted++;
    let rows = 0;
    const rejected: number[][] = [];
    for (const table of tables) {
      if (table.rows > rowsMax) return `has ${table.rows} rows in a batch`;
      const before = rejected.length;
      rejected.push(...[...table.rejected].map(({ position, start, size }) => [position, start, size]));
      if (table.rejected.count !== rejected.length - before) return `counts ${table.rejected.count} rejected`;
      for (let row = 0; row < table.rows; row++, rows++) {
        const wanted = expected.rows[rows];
        const difference = wanted
          ? (this.#compareRow(table, row, wanted, expected) ?? repeatedIn(table, row, wanted, expected.rows[rows - 1]))
          : 'is one too many';
        if (difference) return `row ${rows}: ${difference}`;
      }
    }
    if (rows !== expected.rows.length) return `has ${rows} rows, not ${expected.rows.length}`;
    if (JSON.stringify(rejected) !== JSON.stringify(expected.rejected))
      return `rejects ${JSON.stringify(rejected)}, not ${JSON.stringify(expected.rejected)}`;
    return undefined;
  }

  #compareRow(
    table: RecordTable,
    row: number,
    { position, text, start, codes, parts }: ExpectedRow,
    expected: Expected,
  ): string | undefined {
    if (table.position(row) !== position) return `is at ${table.position(row)}, not ${position}`;
    if (text !== undefined && table.text(row) !== text) return `is ${table.text(row)}, not ${text}`;
    if (start !== undefined && table.starts[row] !== start) return `starts at ${table.starts[row]}, not ${start}`;
    for (const [field, code] of Object.entries(codes)) {
      this.values++;
      const found = (expected.numbers.has(field) ? table.numbers(field) : table.ids(field))[row];
      if (!Object.is(found, code)) return `${field} is ${found}, not ${code}`;
      const difference = expected.numbers.has(field) ? undefined : this.#compareText(table, field, code);
      if (difference) return difference;
    }
    for (const [field, value] of Object.entries(parts)) {
      this.values++;
      const part = table.part(field, row);
      const found: unknown = part === undefined ? undefined : JSON.parse(part);
      if (JSON.stringify(found) !== JSON.stringify(value)) return `${field} is ${part}, not ${JSON.stringify(value)}`;
    }
    return undefined;
  }

  /** Compares the text of an id, for interned fields. */
  #compareText(table: RecordTable, field: string, code: number): string | undefined {
    const ids =
      this.reference.dictionaries.get(field) ??
      this.reference.dictionaries.get(field.endsWith('addr') ? 'address' : '');
    if (code === 0) return undefined;
    const text = table.dictionary(field).text(code);
    const known = text === undefined ? undefined : (ids?.get(text) ?? ids?.get(Buffer.from(text).toString('latin1')));
    return known === code || text?.includes('\ufffd') ? undefined : `${field} ${code} means ${text}`;
  }
}

/** Where a slice has the place of the one in the row before, all that is below it must be the same too. */
function repeatedIn(
  table: RecordTable,
  row: number,
  { codes, parts }: ExpectedRow,
  before: ExpectedRow | undefined,
): string | undefined {
  if (row === 0 || before === undefined) return undefined;
  for (const field of Object.keys(parts)) {
    const places = table.places(field);
    if (places[row * 2] !== places[row * 2 - 2]) continue;
    const below = field.replace(/slice$/, '').trim();
    const other = Object.keys(codes).find((name) => name.startsWith(`${below}.`) && codes[name] !== before.codes[name]);
    if (other !== undefined) return `${field} has the place of the row before, and ${other} differs`;
  }
  return undefined;
}
