import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import { useNarrow } from './use-narrow.ts';

type Column<Row> = TableProps.ColumnDefinition<Row>;

/** A table's columns. In a narrow window they become one column, in which each value has its name. */
export function useColumns<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const narrow = useNarrow();
  const [first, ...others] = columns;
  if (!narrow || first === undefined) return columns;
  return [
    {
      id: first.id ?? 'all',
      header: first.header,
      isRowHeader: true,
      cell: (row) => (
        <>
          {first.cell(row)}
          {others.map((column) => (
            <div key={column.id}>
              <Box variant="small" color="text-body-secondary">
                {column.header}:
              </Box>{' '}
              {column.cell(row)}
            </div>
          ))}
        </>
      ),
    },
  ];
}
