import { useCollection } from '@cloudscape-design/collection-hooks';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo } from 'react';
import { SOURCES } from '../accounts/reasons.ts';
import { useAnswer } from '../api/use-answer.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { SEVERITIES } from '../parts/severities.ts';
import { Severity } from '../parts/severity.tsx';
import { DETECTORS, type ListedDetector } from './detectors-query.ts';

interface Row extends ListedDetector {
  readonly findings: number;
  readonly logs: string;
  readonly techniques: string;
  readonly lists: string;
  /** 0 is the worst. */
  readonly rank: number;
}

/** Every question that is asked, and how often it was answered yes. */
export default function DetectorsPage() {
  const { data, error, isPending, refetch } = useAnswer(DETECTORS, {});
  const rows = useMemo((): readonly Row[] => {
    const counts = new Map(data?.statistics.byType.map(({ key, count }) => [key, count]));
    return (data?.detectors ?? []).map((detector) => ({
      ...detector,
      findings: counts.get(detector.type) ?? 0,
      logs: SOURCES[detector.source],
      techniques: detector.attack.join(', '),
      lists: detector.needs.map(({ category }) => category).join(' or '),
      rank: SEVERITIES.findIndex((label) => detector.severities.includes(label)),
    }));
  }, [data]);
  const { items, collectionProps, filterProps, filteredItemsCount, paginationProps } = useCollection(rows, {
    filtering: {
      noMatch: <Box textAlign="center">No detector matches.</Box>,
      fields: ['type', 'title', 'logs', 'techniques', 'lists'],
    },
    sorting: { defaultState: { sortingColumn: { sortingField: 'findings' }, isDescending: true } },
    pagination: { pageSize: 25 },
  });
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <Table<Row>
        {...collectionProps}
        variant="full-page"
        items={items}
        trackBy="type"
        loading={isPending}
        loadingText="Looking for detectors"
        enableKeyboardNavigation
        wrapLines
        ariaLabels={{ tableLabel: 'Detectors' }}
        header={
          <Header variant="awsui-h1-sticky" counter={isPending ? '' : `(${rows.length})`}>
            Detectors
          </Header>
        }
        filter={
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find by type, words, logs, technique or list"
            filteringAriaLabel="Find detectors"
            countText={`${(filteredItemsCount ?? 0).toLocaleString('en')} matches`}
          />
        }
        pagination={
          <Pagination
            {...paginationProps}
            ariaLabels={{
              nextPageLabel: 'Next page',
              previousPageLabel: 'Previous page',
              pageLabel: (n) => `Page ${n}`,
            }}
          />
        }
        columnDefinitions={[
          {
            id: 'type',
            header: 'Detector',
            sortingField: 'type',
            isRowHeader: true,
            minWidth: 300,
            cell: ({ type, title, own }) => (
              <>
                <Link href={`/detectors/${type}`}>{type}</Link> {own ? <Badge>Our own</Badge> : null}
                <Box variant="small" display="block">
                  {title}
                </Box>
              </>
            ),
          },
          {
            id: 'severity',
            header: 'Severity',
            sortingField: 'rank',
            minWidth: 120,
            cell: ({ severities }) => (
              <SpaceBetween size="xxs" direction="horizontal">
                {severities.map((label) => (
                  <Severity key={label} label={label} />
                ))}
              </SpaceBetween>
            ),
          },
          { id: 'logs', header: 'Reads', sortingField: 'logs', minWidth: 140, cell: ({ logs }) => logs },
          {
            id: 'lists',
            header: 'Needs a list of',
            sortingField: 'lists',
            minWidth: 140,
            cell: ({ lists }) => lists || '–',
          },
          {
            id: 'findings',
            header: 'Findings',
            sortingField: 'findings',
            minWidth: 100,
            cell: ({ type, findings }) =>
              findings === 0 ? (
                '0'
              ) : (
                <Link href={hrefOf({ values: { type: [type] }, state: 'all' })}>{findings.toLocaleString('en')}</Link>
              ),
          },
        ]}
      />
    </ContentLayout>
  );
}
