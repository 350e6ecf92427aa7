import { CsvError, parse } from 'csv-parse/sync';
import { parseEntry } from './parse-entry.ts';

interface Cell {
  /** From 1. */
  readonly line: number;
  readonly cell: string;
}

/**
 * When the text is CSV: what its column of addresses or domains holds, row by row. The column is found by its name,
 * else by what is in it, so that it does not matter whether the file has a header.
 */
export function createCsvReader(text: string): (() => Generator<Cell>) | undefined {
  const sample = text
    .slice(0, 65_536)
    .split('\n')
    .slice(0, 200)
    .filter((line) => line.trim() !== '' && !COMMENT.test(line));
  const delimiter = DELIMITERS.find((mark) => sample.filter((line) => line.includes(mark)).length > sample.length / 2);
  if (delimiter === undefined) return undefined;
  const rows = rowsOf(sample.slice(0, -1).join('\n') || sample.join('\n'), delimiter);
  const column = findColumn(rows.map(({ cells }) => cells));
  if (column === undefined) return undefined;
  return function* () {
    for (const { line, cells } of rowsOf(text, delimiter)) {
      const cell = cells[column]?.trim() ?? '';
      if (line === rows[0]?.line && isHeader(cells)) continue;
      if (cell !== '') yield { line, cell };
    }
  };
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const COMMENT = /^\uFEFF?\s*(?:#|;|\/\/)/;

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Comment lines are emptied rather than taken out, so that line numbers stay. */
function rowsOf(text: string, delimiter: string): readonly Row[] {
  const content = text
    .split('\n')
    .map((line) => (COMMENT.test(line) ? '' : line))
    .join('\n');
  const rows: Row[] = [];
  try {
    parse(content, {
      delimiter,
      bom: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines }) => {
        rows.push({ line: lines, cells });
        return null;
      },
    });
  } catch (cause) {
    // An open quote swallows the rest of the file: what came before it is kept, and the rest is one rejected row.
    if (!(cause instanceof CsvError)) throw cause;
    rows.push({ line: (rows.at(-1)?.line ?? 0) + 1, cells: Array.from({ length: 64 }, () => 'an unreadable row') });
  }
  return rows;
}

/** The column with the most entries; a telling name and addresses (over names, which may be remarks) weigh more. */
function findColumn(rows: readonly (readonly string[])[]): number | undefined {
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width < 2) return undefined;
  const header = rows[0] !== undefined && isHeader(rows[0]) ? rows[0] : [];
  let best: number | undefined;
  let bestWeight = 0.5;
  for (let column = 0; column < width; column++) {
    const cells = rows.slice(header.length > 0 ? 1 : 0).map((row) => row[column] ?? '');
    const kinds = cells.filter((cell) => cell !== '').map((cell) => parseEntry(cell).kind);
    const share = (kind: string) => kinds.filter((each) => each === kind).length / Math.max(1, cells.length);
    if (share('range') + share('domain') === 0) continue;
    const weight = (NAMED.test(header[column] ?? '') ? 1 : 0) + share('range') + share('domain') * 0.75;
    if (weight > bestWeight) [best, bestWeight] = [column, weight];
  }
  return best;
}

const NAMED = /(?:^|[\s_-])(?:ip|ips|ip_?address|address|cidr|indicator|domain|host|hostname|fqdn|ioc)(?:$|[\s_-])/i;

function isHeader(cells: readonly string[]): boolean {
  return cells.every((cell) => parseEntry(cell).kind === 'rejected');
}
