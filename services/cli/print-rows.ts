import { Json, type Cell } from './line.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The table of a list. */
interface Shown<Row> {
  readonly head: readonly string[];
  readonly cells: (row: Row) => readonly Cell[];
  /** Columns with numbers. */
  readonly numbers?: readonly number[];
}

/** Prints the rows of a list on stdout: as a table, or each whole as a line of JSON. */
export async function printRows<Row>(
  rows: readonly Row[],
  isJson: boolean | undefined,
  { head, cells, numbers = [] }: Shown<Row>,
  terminal: Terminal,
): Promise<void> {
  await terminal.outAll(
    isJson === true
      ? rows.map((row) => new Json(row))
      : table(head, rows.map(cells), { numbers, columns: terminal.columns }),
  );
}
