import { Buffer } from 'node:buffer';
import { library } from '#services/model/library.ts';
import type { Undecorated, Declined, Looks } from './lines.ts';
import { TEXT_MEMBERS } from './tools.ts';

/**
 * Opens a CSV table that has log messages in one column, or the fields of a source's lines in several; undefined for
 * another text.
 */
export function openCsv(text: Uint8Array, head: string, { tableOf }: Looks): Undecorated | Declined | undefined {
  const first = head.replace(/^\s*/, '').split(/\r?\n/, 1)[0] ?? '';
  if (first.length > HEADER_MAX) return undefined;
  // A table of one column has no delimiter.
  const delimiter = [',', ';', '\t'].find((each) => first.includes(each)) ?? ',';
  const names = first.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  // Logs may be tables without a header, in which a word only looks like the name of a column.
  if (names.filter((name) => name === '').length > 1) return undefined;
  const table = tableOf(names);
  if (table !== undefined && 'header' in table)
    return rows(text, delimiter, table.header, (cells) => cells.map(asWord).join(' '));
  const column = names.findIndex((name) => TEXT_COLUMNS.has(name.toLowerCase()));
  if (column >= 0) return rows(text, delimiter, '', (cells) => (cells[column] ?? '').replace(/[\r\n]+/g, ' '));
  return table;
}

const HEADER_MAX = 8192;
const TEXT_COLUMNS: ReadonlySet<string> = new Set([...TEXT_MEMBERS].map((name) => name.toLowerCase()));

/** @param header the line that replaces the table's header */
function rows(
  text: Uint8Array,
  delimiter: string,
  header: string,
  lineOf: (cells: readonly string[]) => string,
): Undecorated {
  const lines: string[] = [header];
  const positions: number[] = [1];
  const broken: number[] = [];
  let before = 1;
  const { CsvError, parse } = csvLibrary();
  try {
    parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength), {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      from: 2,
      on_record(cells: readonly string[], { lines: at }) {
        lines.push(lineOf(cells));
        positions.push(before + 1);
        before = at;
        return undefined;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    broken.push(before + 1);
  }
  return { text: Buffer.from(lines.join('\n')), positionOf: (line) => positions[line - 1] ?? line, broken };
}

/** Flow records write an empty value as `-`. */
function asWord(cell: string): string {
  return cell.trim() === '' ? '-' : cell.trim().replaceAll(/\s+/g, '_');
}

const csvLibrary = library((require): typeof import('csv-parse/sync') => require('csv-parse/sync'));
