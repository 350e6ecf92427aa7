import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import type { TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { ReactNode } from 'react';
import { Nothing } from './nothing.tsx';
import { ResponsiveTable } from './responsive-table.tsx';
import { spelledShort } from './untrusted.tsx';
import { matchesText, PAGE_LABELS } from './page-labels.ts';

interface Props<Row> {
  readonly title: string;
  readonly description?: string;
  readonly actions?: ReactNode;
  /** All rows: the table filters and pages them itself. */
  readonly rows: readonly Row[];
  /** The count for the title, where it is not the number of rows. */
  readonly counted?: number;
  readonly trackBy: keyof Row & string;
  readonly loading: boolean;
  readonly columns: readonly TableProps.ColumnDefinition<Row>[];
  /** The fields that the text filter searches, and their description: `id, name or e-mail`. */
  readonly fields: readonly (keyof Row & string)[];
  readonly findBy: string;
  readonly sortedBy: keyof Row & string;
  readonly descending?: boolean;
  readonly pageSize?: number;
  readonly empty?: ReactNode;
  /** For a tree: the `trackBy` of a row's parent; null at the top. All rows are open at first. */
  readonly parentOf?: (row: Row) => string | null;
}

/** A page with a single table whose rows are all loaded: filtering, sorting and paging need no request. */
export function WholeTable<Row>({
  title,
  description,
  actions,
  rows,
  counted = rows.length,
  trackBy,
  loading,
  columns,
  fields,
  findBy,
  sortedBy,
  descending = false,
  pageSize = 50,
  empty,
  parentOf,
}: Props<Row>) {
  const words = title.toLowerCase();
  const { items, collectionProps, filterProps, filteredItemsCount, paginationProps } = useCollection(rows, {
    filtering: {
      fields: [...fields],
      empty: empty ?? <Nothing title="There are none" />,
      noMatch: <Nothing title={`No matching ${words}`}>Try other words, or fewer.</Nothing>,
    },
    sorting: { defaultState: { sortingColumn: { sortingField: sortedBy }, isDescending: descending } },
    pagination: { pageSize },
    ...(parentOf && {
      expandableRows: { getId: (row) => String(row[trackBy]), getParentId: parentOf, defaultExpandedItems: rows },
    }),
  });
  return (
    <ResponsiveTable<Row>
      {...collectionProps}
      variant="full-page"
      items={items}
      trackBy={trackBy}
      loading={loading}
      loadingText={`Loading ${words}`}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{
        tableLabel: title,
        expandButtonLabel: (row) => `Expand ${spelledShort(String(row[trackBy]))}`,
        collapseButtonLabel: (row) => `Collapse ${spelledShort(String(row[trackBy]))}`,
      }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={loading ? '' : `(${counted.toLocaleString('en')})`}
          description={description}
          actions={actions}
        >
          {title}
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder={`Find by ${findBy}`}
          filteringAriaLabel={`Find ${words}`}
          countText={matchesText(filteredItemsCount ?? 0)}
        />
      }
      pagination={<Pagination {...paginationProps} ariaLabels={PAGE_LABELS} />}
      columnDefinitions={columns}
    />
  );
}
