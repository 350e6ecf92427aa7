import Table from 'cli-table3';
import { printable } from './terminal.ts';

export interface TableOptions {
  /** Columns that hold numbers: they stand to the right. */
  readonly numbers?: readonly number[];
  /** The last column gives way where lines would be longer than this. */
  readonly columns?: number | undefined;
  readonly paint?: (text: string, column: number, row: number) => string;
}

/** Rows under a head, aligned with blanks: easy on the eye, and on `cut` and `awk`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numbers = [], columns, paint = (text) => text }: TableOptions = {},
): readonly string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const lastMax = columns === undefined ? Infinity : Math.max(12, columns - before);
  const fit = (text: string, column: number) =>
    column === head.length - 1 && text.length > lastMax ? `${text.slice(0, lastMax - 1)}…` : text;
  const rendered = new Table({
    head: [...head],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) => (numbers.includes(column) ? 'right' : 'left')),
  });
  for (const [index, row] of cells.entries())
    rendered.push(row.map((text, column) => paint(fit(text, column), column, index)));
  return rendered
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const GAP = '  ';
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
};
