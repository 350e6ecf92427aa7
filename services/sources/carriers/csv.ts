import { Buffer } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { headerOf } from '../vpc-flow/layout.ts';
import type { Bare, Declined } from './lines.ts';
import { TEXT_MEMBERS } from './tools.ts';

/** Opens a table that has log messages in a column, or the fields of flow records in several; undefined for another text. */
export function openCsv(text: Uint8Array, head: string): Bare | Declined | undefined {
  const first = head.replace(/^\s*/, '').split(/\r?\n/, 1)[0] ?? '';
  const delimiter = [',', ';', '\t'].find((each) => first.includes(each));
  if (delimiter === undefined || first.length > HEADER_MAX) return undefined;
  const names = first.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const header = headerOf(names);
  if (header !== undefined) return rows(text, delimiter, header.join(' '), (cells) => cells.map(asWord).join(' '));
  const column = names.findIndex((name) => TEXT_COLUMNS.has(name.toLowerCase()));
  if (column >= 0) return rows(text, delimiter, '', (cells) => (cells[column] ?? '').replace(/[\r\n]+/g, ' '));
  return names.some((name) => CLOUDTRAIL_COLUMNS.has(name.toLowerCase().replaceAll(/[ _]/g, '')))
    ? { message: CLOUDTRAIL_MESSAGE }
    : undefined;
}

const HEADER_MAX = 8192;
const TEXT_COLUMNS: ReadonlySet<string> = new Set([...TEXT_MEMBERS].map((name) => name.toLowerCase()));
const CLOUDTRAIL_COLUMNS: ReadonlySet<string> = new Set(['eventname', 'eventsource']);
const CLOUDTRAIL_MESSAGE =
  'It is a CSV table of CloudTrail events, in which most of each event is missing or rewritten: download the events as JSON, or scan the files that the trail delivered.';

/** @param header what stands in the place of the table's header */
function rows(text: Uint8Array, delimiter: string, header: string, lineOf: (cells: readonly string[]) => string): Bare {
  const lines: string[] = [header];
  const positions: number[] = [1];
  const broken: number[] = [];
  let before = 1;
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

/** An empty cell is what a flow record writes as `-`. */
function asWord(cell: string): string {
  return cell.trim() === '' ? '-' : cell.trim().replaceAll(/\s+/g, '_');
}
