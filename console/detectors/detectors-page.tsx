import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import { Fragment, useMemo } from 'react';
import { SOURCES } from '../api/sources.ts';
import { useAnswer } from '../api/use-answer.ts';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { FindingType } from '../parts/finding-type.tsx';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { SEVERITIES } from '../parts/severities.ts';
import { Severity } from '../parts/severity.tsx';
import { WholeTable } from '../parts/whole-table.tsx';
import { DETECTORS, type ListedDetector } from './detectors-query.ts';
import { ListsState } from './lists-state.tsx';
import { rateText } from './rate-text.ts';

interface Row extends ListedDetector {
  readonly findings: number;
  readonly logs: string;
  readonly techniques: string;
  readonly lists: string;
  /** 0 is the worst. */
  readonly rank: number;
}

/** All detectors, with the number of their findings. */
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
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <WholeTable<Row>
        title="Detectors"
        rows={rows}
        trackBy="type"
        loading={isPending}
        fields={['type', 'title', 'logs', 'techniques', 'lists']}
        findBy="type, words, logs, technique or list"
        description="Per week: findings created in the last four weeks. Findings: all that are kept."
        sortedBy="findings"
        descending
        pageSize={25}
        columns={[
          {
            id: 'type',
            header: 'Detector',
            sortingField: 'type',
            isRowHeader: true,
            minWidth: 300,
            cell: ({ type, title, own }) => (
              <>
                <Link href={`/detectors/${type}`}>
                  <FindingType type={type} />
                </Link>{' '}
                {own ? <Badge>Vedette's own</Badge> : null}
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
            cell: ({ severities }) =>
              severities.map((label) => (
                <Fragment key={label}>
                  <Severity label={label} />{' '}
                </Fragment>
              )),
          },
          { id: 'logs', header: 'Reads', sortingField: 'logs', minWidth: 140, cell: ({ logs }) => logs },
          {
            id: 'lists',
            header: 'Required lists',
            sortingField: 'lists',
            minWidth: 180,
            cell: ({ lists, needs }) =>
              lists === '' ? (
                '–'
              ) : (
                <>
                  {lists}
                  <ListsState needs={needs} />
                </>
              ),
          },
          {
            id: 'rate',
            header: 'Per week',
            sortingField: 'alertsPerWeek',
            minWidth: 100,
            cell: ({ alertsPerWeek }) => rateText(alertsPerWeek),
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
                <Link href={hrefOf({ query: having(['type', type]), state: 'all' })}>
                  {findings.toLocaleString('en')}
                </Link>
              ),
          },
        ]}
      />
    </ContentLayout>
  );
}
