import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useNarrow } from './use-narrow.ts';

type Columns<Row> = TableProps<Row>['columnDefinitions'];

/** Shown in cells without a value. */
const NO_VALUE = '–';

/** A table that becomes one column in a narrow window, in which each value has its name. */
export function ResponsiveTable<Row>({ columnDefinitions, ...rest }: TableProps<Row>) {
  const narrow = useNarrow();
  return <Table<Row> {...rest} columnDefinitions={narrow ? inOne(columnDefinitions) : columnDefinitions} />;
}

/**
 * The columns of a row as one. The column that names the row comes first. Values that a row does not have are left out.
 */
function inOne<Row>(columns: Columns<Row>): Columns<Row> {
  const head = columns.find(({ isRowHeader }) => isRowHeader) ?? columns[0];
  if (head === undefined) return columns;
  const others = columns.filter((column) => column !== head);
  return [
    {
      id: head.id ?? 'all',
      header: head.header,
      isRowHeader: true,
      cell: (row) => (
        <>
          {head.cell(row)}
          {others.map((column) => {
            const value = column.cell(row);
            return value === null || value === NO_VALUE ? null : (
              <div key={column.id}>
                <Box variant="small" color="text-body-secondary">
                  {column.header}:
                </Box>{' '}
                {value}
              </div>
            );
          })}
        </>
      ),
    },
  ];
}
