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
import { GROUPS, type Group } from './findings-query.ts';
import { narrowed } from './conditions.ts';
import { choicesOf, inSentence, valueOf, worded, type Grouping, type Property } from './properties.ts';
import { hrefOf, type View } from './view.ts';
import { filterOf } from './filter-query.ts';

interface Props {
  readonly view: View;
  readonly by: Grouping;
  readonly header: ReactNode;
  readonly filter: ReactNode;
}

/** The findings of a view, counted by one property. Each group links to its findings. */
export function GroupsTable({ view, by: property, header, filter }: Props) {
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(GROUPS, {
    filter: filterOf(view),
    by: property.facet,
  });
  const columns: TableProps<Group>['columnDefinitions'] = [
    {
      id: 'group',
      header: property.label,
      isRowHeader: true,
      minWidth: 300,
      cell: ({ key }) => (key === null ? 'None' : <Named by={property} value={key} />),
    },
    {
      id: 'findings',
      header: 'Findings',
      minWidth: 110,
      cell: ({ key, count }) => {
        const text = count.toLocaleString('en');
        if (key === null) return text;
        return (
          <Link
            href={hrefOf({
              ...view,
              group: undefined,
              query: narrowed(view.query, property.name, valueOf(property, key)),
            })}
            ariaLabel={`${text} findings of ${spelledShort(key)}`}
          >
            {text}
          </Link>
        );
      },
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
      ariaLabels={{ tableLabel: `Findings by ${inSentence(property.label)}` }}
      header={header}
      filter={filter}
      empty={<Nothing title="No matching findings" />}
      columnDefinitions={columns}
    />
  );
}

function Named({ by, value }: { readonly by: Property; readonly value: string }) {
  const { name, comparisons } = by;
  if (name === 'account') return <Account id={value} />;
  if (name === 'type')
    return (
      <Link href={`/detectors/${value}`}>
        <FindingType type={value} />
      </Link>
    );
  const isChoice = [...comparisons.values()].some(({ filter }) => choicesOf(filter) !== undefined);
  if (!isChoice) return <Untrusted text={value} short />;
  const severity = SEVERITIES.find((each) => each === value.toUpperCase());
  return severity === undefined ? worded(valueOf(by, value)) : <Severity label={severity} />;
}
