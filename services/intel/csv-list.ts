import { library } from '#services/model/library.ts';
import type { ListReader } from './list-reader.ts';
import { parseEntry, withPort } from './parse-entry.ts';

/**
 * A reader for CSV, undefined for other bytes. It takes the cells of the column of addresses or domains, row by row. It
 * finds the column by its name, else by its content, so that a header is optional.
 */
export function csvReader(bytes: Uint8Array): ListReader | undefined {
  const decoder = new TextDecoder();
  const text = decoder.decode(bytes.subarray(0, SAMPLE_BYTES));
  const sample = text
    .split('\n')
    .slice(0, 200)
    .filter((line) => line.trim() !== '' && !COMMENT.test(line));
  const delimiter = DELIMITERS.find((mark) => mostly(sample, (line) => line.replace(/#.*/, '').includes(mark)));
  // Plain lists write an address, a tab and a count, or the end of a range.
  if (delimiter === undefined || (delimiter === '\t' && mostly(sample, startsWithAddress))) return undefined;
  const rows: (readonly string[])[] = [];
  const isCut = bytes.length > SAMPLE_BYTES;
  readRows(sample.slice(0, isCut ? -1 : undefined).join('\n'), delimiter, (_, cells) => rows.push(cells));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const isHeaded = rows[0] !== undefined && isHeader(rows[0]);
  const header = isHeaded ? rows[0] : headerInRemarks(text, delimiter).findLast(({ length }) => length === width);
  // A single row may as well be an entry of a plain list with a remark behind it, unless its columns have names.
  if (sample.length < 2 && header === undefined) return undefined;
  const columns = width < 2 ? undefined : columnsOf(isHeaded ? rows.slice(1) : rows, isHeaded ? header : [], header);
  if (columns === undefined) return undefined;
  return (take) => {
    let isFirst = true;
    readRows(decoder.decode(bytes), delimiter, (line, cells) => {
      const cell = cells[columns.entry]?.trim() ?? '';
      const port = columns.port === undefined ? undefined : cells[columns.port]?.trim();
      if (cell !== '' && !(isFirst && isHeader(cells))) take(line, cell, [withPort(parseEntry(cell), port)]);
      isFirst = false;
    });
    return undefined;
  };
}

/** Enough for the few hundred lines that tell what the columns are; its last line may be cut. */
const SAMPLE_BYTES = 65_536;

const DELIMITERS = [',', ';', '\t', '|'] as const;
const COMMENT = /^\uFEFF?\s*(?:#|;|\/\/)/;
const COMMENT_LINES = /^\uFEFF?[ \t]*(?:#|;|\/\/).*$/gm;

function mostly<T>(values: readonly T[], holds: (value: T) => boolean): boolean {
  return values.filter(holds).length > values.length / 2;
}

function startsWithAddress(line: string): boolean {
  return parseEntry(line.trim().split(/\s/, 1)[0] ?? '').kind === 'range';
}

export function readRows(
  text: string,
  delimiter: string,
  take: (line: number, cells: readonly string[]) => void,
): void {
  // Comment lines are emptied, not removed, to keep the line numbers.
  const content = text.replace(COMMENT_LINES, '');
  let last = 0;
  const { CsvError, parse } = csvLibrary();
  try {
    parse(content, {
      delimiter,
      bom: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines }) => {
        last = lines;
        take(lines, cells);
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // An open quote swallows the rest of the file: the rows before it are kept, and the rest counts as one rejected
    // row.
    take(
      last + 1,
      Array.from({ length: 64 }, () => 'a quote that is not closed'),
    );
  }
}

/** The columns of a table that matter. */
interface Columns {
  readonly entry: number;
  /** The column with the port of the listed service; a client's own port has no meaning. */
  readonly port: number | undefined;
}

/**
 * Finds the column with the most entries. A telling name adds weight, and addresses weigh more than names, which may be
 * remarks.
 *
 * @param rows without the names of the columns
 * @param names of the columns, if they have any
 * @param remarks names of the columns from comments, where the columns themselves have none
 */
export function columnsOf(
  rows: readonly (readonly string[])[],
  names: readonly string[] = [],
  remarks: readonly string[] = names,
): Columns | undefined {
  const width = Math.max(names.length, ...rows.map((cells) => cells.length));
  let entry: number | undefined;
  let bestWeight = 0.5;
  for (let column = 0; column < width; column++) {
    const cells = rows.map((row) => row[column] ?? '');
    const kinds = cells.filter((cell) => cell !== '').map((cell) => parseEntry(cell).kind);
    const share = (kind: string) => kinds.filter((each) => each === kind).length / Math.max(1, cells.length);
    if (share('range') + share('domain') === 0) continue;
    const weight = (NAMED.test(names[column] ?? '') ? 1 : 0) + share('range') + share('domain') * 0.75;
    if (weight > bestWeight) [entry, bestWeight] = [column, weight];
  }
  if (entry === undefined) return undefined;
  const port = remarks.findIndex((name) => PORT.test(name.trim().replace(/^"|"$/g, '')));
  return { entry, port: port < 0 ? undefined : port };
}

const PORT = /^(?:(?:dst|dest|destination|server|remote|c2|c&c|ip)[\s_-]?)?port$/i;

/** The cells of the comments above the rows: some publishers hide the names of their columns there. */
function headerInRemarks(text: string, delimiter: string): readonly (readonly string[])[] {
  return (text.match(COMMENT_LINES) ?? []).map((line) =>
    line.replace(/^[\uFEFF \t]*(?:#|;|\/\/)[\s#]*/, '').split(delimiter),
  );
}

const NAMED = /(?:^|[\s_-])(?:ip|ips|ip_?address|address|cidr|indicator|domain|host|hostname|fqdn|ioc)(?:$|[\s_-])/i;

function isHeader(cells: readonly string[]): boolean {
  return cells.every((cell) => parseEntry(cell).kind === 'rejected');
}

const csvLibrary = library((require): typeof import('csv-parse/sync') => require('csv-parse/sync'));
