import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { Derived } from '../columns.ts';
import { normalName } from './query.ts';

/**
 * The column `asked`: the name, and whether its addresses were asked for, as in nearly all queries, or another record.
 * A condition on it is evaluated once for each name instead of each record. Its codes are those of the name, doubled.
 */
export function asked(table: RecordTable): Column<string> {
  const names = table.column('query_name');
  const types = table.column('query_type');
  const isAddress = new Derived((type) => type === 'A' || type === 'AAAA').of(types);
  const { rows } = table;
  const codes = new Uint32Array(rows);
  for (let row = 0; row < rows; row++)
    codes[row] = 2 * (names.codes[row] ?? 0) + (isAddress[types.codes[row] ?? 0] === true ? 0 : 1);
  return {
    codes,
    limit: 2 * names.limit,
    generation: names.generation,
    value: (code) => `${code % 2 === 0 ? 'address' : 'other'} ${normalName(String(names.value(code >> 1) ?? ''))}`,
  };
}
