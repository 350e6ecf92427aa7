import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { Account } from '../parts/account.tsx';
import { FindingType } from '../parts/finding-type.tsx';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { SEVERITIES } from '../parts/severities.ts';
import { Severity } from '../parts/severity.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { GROUPS, type Facet, type Group } from './findings-query.ts';
import { filterOf, hrefOf, PROPERTIES, type Grouping, type View } from './view.ts';

const FACETS: Readonly<Record<Grouping, Facet>> = {
  severity: 'CONTEXT_SEVERITY',
  type: 'TYPE',
  account: 'ACCOUNT_ID',
  region: 'REGION',
};

interface Props {
  readonly view: View;
  readonly by: Grouping;
  readonly header: ReactNode;
  readonly filter: ReactNode;
}

/** The findings of a view, counted by one property. Each group links to its findings. */
export function GroupsTable({ view, by, header, filter }: Props) {
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(GROUPS, {
    filter: filterOf(view),
    by: FACETS[by],
  });
  const columns: TableProps<Group>['columnDefinitions'] = [
    {
      id: 'group',
      header: PROPERTIES[by].label,
      isRowHeader: true,
      minWidth: 300,
      cell: ({ key }) => <Named by={by} value={key ?? ''} />,
    },
    {
      id: 'findings',
      header: 'Findings',
      minWidth: 110,
      cell: ({ key, count }) => (
        <Link
          href={hrefOf({ ...view, group: undefined, values: { ...view.values, [by]: [valueOf(by, key ?? '')] } })}
          ariaLabel={`${count.toLocaleString('en')} findings of ${spelledShort(key ?? '')}`}
        >
          {count.toLocaleString('en')}
        </Link>
      ),
    },
    { id: 'lastSeen', header: 'Last seen', minWidth: 180, cell: ({ lastSeen }) => <Moment at={lastSeen} /> },
  ];
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ResponsiveTable<Group>
      variant="full-page"
      items={data?.statistics.facet ?? []}
      trackBy={({ key }) => key ?? ''}
      loading={isPending || isPlaceholderData}
      loadingText="Counting findings"
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: `Findings by ${PROPERTIES[by].label.toLowerCase()}` }}
      header={header}
      filter={filter}
      empty={<Nothing title="No matching findings" />}
      columnDefinitions={columns}
    />
  );
}

/** The value in the form that addresses use. */
function valueOf(by: Grouping, key: string): string {
  return by === 'severity' ? key.toLowerCase() : key;
}

function Named({ by, value }: { readonly by: Grouping; readonly value: string }) {
  if (by === 'account') return <Account id={value} />;
  if (by === 'type')
    return (
      <Link href={`/detectors/${value}`}>
        <FindingType type={value} />
      </Link>
    );
  const label = SEVERITIES.find((each) => each === value.toUpperCase());
  return by === 'severity' && label !== undefined ? <Severity label={label} /> : <Untrusted text={value} short />;
}
