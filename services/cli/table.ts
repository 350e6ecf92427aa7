import { inert } from '#services/model/inert.ts';
import { Painted, type Cell, type Line } from './line.ts';
import { cut, widthOf } from './width.ts';

export interface TableOptions {
  /** Columns with numbers, which are aligned to the right. */
  readonly numbers?: readonly number[];
  /** Maximum width of a line: the last column is wrapped to fit. */
  readonly columns?: number | undefined;
}

/** A row, and what stands below it. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly below: readonly Line[];
}

/**
 * Rows under a head, aligned with blanks, which suits both people and tools such as `cut` and `awk`. Without rows there
 * is no output. The first rows determine the widths of columns, so that a table of any length is written as its rows
 * come; a wider cell shifts the following ones of its row.
 */
export function* table(
  head: readonly string[],
  rows: Iterable<readonly Cell[] | Row>,
  options: TableOptions = {},
): Generator<Line> {
  const coming = Iterator.from(rows);
  const first: Row[] = [];
  for (let next = coming.next(); next.done !== true; next = coming.next()) {
    first.push(rowOf(next.value));
    if (first.length === SAMPLE) break;
  }
  if (first.length === 0) return;
  const aligned = alignment(head, first, options);
  yield aligned(head);
  for (const { cells, below } of first) {
    yield aligned(cells);
    yield* below;
  }
  for (let next = coming.next(); next.done !== true; next = coming.next()) {
    const { cells, below } = rowOf(next.value);
    yield aligned(cells);
    yield* below;
  }
}

const GAP = '  ';
/** The widths of columns are taken from this many rows, before any is written. */
const SAMPLE = 1000;
/** Maximum width of a column: wider cells shift the rest of their row. */
const WIDTH_MAX = 100;
/** Maximum of characters shown in a cell. */
const CELL_MAX = 1000;

function rowOf(row: readonly Cell[] | Row): Row {
  return 'cells' in row ? row : { cells: row, below: [] };
}

function alignment(
  head: readonly string[],
  rows: readonly Row[],
  { numbers = [], columns }: TableOptions,
): (cells: readonly Cell[]) => Line {
  const widths = head.map(widthOf);
  for (const { cells } of rows)
    for (const [column, cell] of cells.entries())
      widths[column] = Math.max(widths[column] ?? 0, Math.min(widthOf(plain(cell)), WIDTH_MAX));
  const last = head.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  const lastMax = columns === undefined ? CELL_MAX : Math.max(12, columns - before);

  return (cells) => {
    const line: Cell[] = [];
    let blanks = '';
    for (const [column, cell] of cells.entries()) {
      const text = cut(plain(cell), column === last ? lastMax : CELL_MAX);
      const pad = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
      const isNumber = numbers.includes(column);
      if (isNumber) blanks += pad;
      // Blanks are written only before a text, so that no line ends in them.
      if (text !== '') {
        line.push(blanks, cell instanceof Painted ? new Painted(cell.style, text) : text);
        blanks = '';
      }
      blanks += isNumber ? GAP : pad + GAP;
    }
    return line;
  };
}

/** The text as the terminal shows it, to measure its width. */
function plain(cell: Cell): string {
  const text = cell instanceof Painted ? cell.text : cell;
  return inert(text.slice(0, CELL_MAX + 1));
}
