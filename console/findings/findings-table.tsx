import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useDeferredValue, useLayoutEffect, useState, type ReactNode } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { Status } from '../cases/status.tsx';
import { Account } from '../parts/account.tsx';
import { FindingType } from '../parts/finding-type.tsx';
import { Identifier } from '../parts/identifier.tsx';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Severity } from '../parts/severity.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import type { ListedFinding } from './findings-query.ts';
import { isSort, type View } from './view.ts';

const columnsIn = (zone: string): readonly TableProps.ColumnDefinition<ListedFinding>[] => [
  {
    id: 'severity',
    header: 'Severity',
    sortingField: 'severity',
    width: 105,
    minWidth: 105,
    cell: ({ severityLabel }) => <Severity label={severityLabel} />,
  },
  {
    id: 'finding',
    header: 'Finding',
    isRowHeader: true,
    minWidth: 250,
    cell: (finding) => <Named finding={finding} />,
  },
  {
    id: 'account',
    header: 'Account',
    minWidth: 140,
    cell: ({ accountId, region }) => (
      <>
        <Account id={accountId} />
        <Box variant="small" display="block">
          <Untrusted text={region} short />
        </Box>
      </>
    ),
  },
  { id: 'resource', header: 'Resource', minWidth: 150, cell: ({ resource }) => <Identifier id={resource.id} /> },
  {
    id: 'lastSeen',
    header: `Seen (${zone})`,
    sortingField: 'lastSeen',
    minWidth: 125,
    cell: ({ service }) => <Moment at={service.eventLastSeen} bare />,
  },
  {
    id: 'status',
    header: 'Status',
    minWidth: 128,
    cell: ({ status, assignee }) => (
      <>
        <Status status={status} />
        {assignee === null ? null : (
          <Box variant="small" display="block">
            <Untrusted text={assignee} short />
          </Box>
        )}
      </>
    ),
  },
  { id: 'count', header: 'Count', minWidth: 75, cell: ({ service }) => service.count.toLocaleString('en') },
];

/** For narrow windows: the essentials of a finding in one cell. */
const NARROW: readonly TableProps.ColumnDefinition<ListedFinding>[] = [
  {
    id: 'finding',
    header: 'Finding',
    isRowHeader: true,
    cell: (finding) => (
      <>
        <Severity label={finding.severityLabel} /> <Named finding={finding} />
        <Box variant="small">
          <Untrusted text={finding.accountId} short />, <Untrusted text={finding.region} short />
          <br />
          <Moment at={finding.service.eventLastSeen} />
        </Box>
      </>
    ),
  },
];

function Named({ finding: { id, title, type } }: { readonly finding: ListedFinding }) {
  return (
    <>
      <Link href={`/findings/${id}`}>
        <Untrusted text={title} short />
      </Link>
      <Box variant="small" display="block">
        <FindingType type={type} />
      </Box>
    </>
  );
}

/** About as many rows as fit into a window. */
const AT_ONCE = 12;

const NONE: readonly ListedFinding[] = [];

interface Props extends Pick<TableProps<ListedFinding>, 'selectedItems' | 'onSelectionChange' | 'variant'> {
  readonly items: readonly ListedFinding[];
  readonly loading: boolean;
  readonly view?: View;
  readonly onSort?: (changed: Pick<View, 'sort' | 'descending'>) => void;
  readonly header: ReactNode;
  readonly filter?: ReactNode;
  readonly pagination?: ReactNode;
  readonly empty: ReactNode;
}

export function FindingsTable({ items, loading, view, onSort, selectedItems, ...rest }: Props) {
  const narrow = useNarrow();
  const { time } = usePreferences();
  // A new table measures itself and is rendered again before it is seen: only then with rows.
  const [measured, setMeasured] = useState(false);
  useLayoutEffect(() => setMeasured(true), []);
  // The visible rows are rendered at once, the others when nothing more urgent is pending.
  const whole = useDeferredValue(items, NONE) === items;
  return (
    <Table<ListedFinding>
      {...rest}
      items={!measured ? NONE : whole ? items : items.slice(0, AT_ONCE)}
      trackBy="id"
      loading={loading || !measured}
      loadingText="Loading findings"
      columnDefinitions={narrow ? NARROW : columnsIn(time === 'utc' ? 'UTC' : 'local')}
      enableKeyboardNavigation
      wrapLines
      {...(selectedItems && { selectionType: 'multi', selectedItems })}
      {...(view && onSort
        ? {
            sortingColumn: { sortingField: view.sort },
            sortingDescending: view.descending,
            onSortingChange: ({ detail }) => {
              const { sortingField } = detail.sortingColumn;
              if (isSort(sortingField)) onSort({ sort: sortingField, descending: detail.isDescending ?? false });
            },
          }
        : { sortingDisabled: true })}
      ariaLabels={{
        tableLabel: 'Findings',
        selectionGroupLabel: 'Selected findings',
        allItemsSelectionLabel: () => 'Select all on this page',
        itemSelectionLabel: (_, { title, accountId }) => `Select ${spelledShort(title)} in ${accountId}`,
      }}
    />
  );
}
