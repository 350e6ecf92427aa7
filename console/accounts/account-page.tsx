import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Fragment } from 'react';
import { counted } from '#services/model/numbers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { SEVERITIES, severityText } from '../parts/severities.ts';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { ACCOUNT, type CoverageFact, type ReadingCount } from './accounts-query.ts';
import { CoverageGrid } from './coverage-grid.tsx';
import { DeadObjects } from './dead-objects.tsx';
import { Hours } from './hours.tsx';
import { SOURCES } from '../api/sources.ts';
import { REASONS } from './reasons.ts';
import { statusText } from './status-text.ts';

/** One account: its coverage, and what was read of it. */
export default function AccountPage({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = useAnswer(ACCOUNT, { id });
  if (isPending) return <PageSkeleton />;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  const account = data.accounts.find((each) => each.id === id);
  const units = new Map(data.organizationTree.units.map(({ unitId, name }) => [unitId, name]));
  const gaps = data.coverage.filter(({ state }) => state === 'GAP');
  const reading = data.reading.filter(({ accountId }) => accountId === id);
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={account === undefined ? 'Not a member of the organization' : id}>
          {account === undefined ? spelledShort(id) : <Untrusted text={account.name} short />}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">Account</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Status', value: account === undefined ? '–' : statusText(account.status) },
              { label: 'E-mail', value: account?.email == null ? '–' : <Untrusted text={account.email} /> },
              {
                label: 'Organizational unit',
                value: <Where units={account?.organizationalUnits ?? []} names={units} />,
              },
              { label: 'Last listed', value: account === undefined ? '–' : <Moment at={account.listedAt} /> },
              {
                label: 'Active findings',
                value: <Counted id={id} counts={data.statistics.bySeverity} />,
              },
            ]}
          />
        </Container>
        <CoverageGrid facts={data.coverage} />
        <Hours accountId={id} />
        {gaps.length === 0 ? null : <Gaps gaps={gaps} />}
        <Read reading={reading} />
        <DeadObjects accountId={id} onRedriven={() => void refetch()} />
      </SpaceBetween>
    </ContentLayout>
  );
}

interface WhereProps {
  /** Ids of units, the nearest first. */
  readonly units: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}

/** The units above an account, from the root down, each linked to the findings below it. */
function Where({ units, names }: WhereProps) {
  if (units.length === 0) return <>–</>;
  return units.toReversed().map((id, depth) => (
    <Fragment key={id}>
      {depth === 0 ? null : ' › '}
      <Link href={hrefOf({ query: having(['unit', id]) })}>
        <Untrusted text={names.get(id) ?? id} short />
      </Link>
    </Fragment>
  ));
}

interface CountedProps {
  readonly id: string;
  readonly counts: readonly { readonly severity: Parameters<typeof severityText>[0]; readonly count: number }[];
}

function Counted({ id, counts }: CountedProps) {
  if (counts.length === 0) return <>None</>;
  return (
    <Link href={hrefOf({ query: having(['account', id]) })}>
      {counts
        .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
        .map(({ severity, count }) => `${count} ${severityText(severity)}`)
        .join(', ')}
    </Link>
  );
}

function placeText({ region, source }: Pick<CoverageFact, 'region' | 'source'>): string {
  return `${source === null ? 'Every kind of log' : SOURCES[source]}, ${region ?? 'every Region'}`;
}

function Gaps({ gaps }: { readonly gaps: readonly CoverageFact[] }) {
  return (
    <ResponsiveTable
      items={gaps}
      wrapLines
      header={
        <Header variant="h2" counter={`(${gaps.length})`}>
          Gaps
        </Header>
      }
      ariaLabels={{ tableLabel: 'Gaps' }}
      columnDefinitions={[
        { id: 'what', header: 'Coverage gaps', isRowHeader: true, minWidth: 180, cell: (fact) => placeText(fact) },
        {
          id: 'why',
          header: 'Why',
          minWidth: 160,
          cell: ({ reason }) => <StatusIndicator type="warning">{REASONS[reason]}</StatusIndicator>,
        },
        { id: 'remedy', header: 'What to do', minWidth: 300, cell: ({ detail }) => <Untrusted text={detail} /> },
        { id: 'since', header: 'Since', minWidth: 190, cell: ({ since }) => <Moment at={since} /> },
      ]}
    />
  );
}

function Read({ reading }: { readonly reading: readonly ReadingCount[] }) {
  return (
    <ResponsiveTable
      items={reading}
      header={<Header variant="h2">Logs read</Header>}
      ariaLabels={{ tableLabel: 'Logs read' }}
      empty={<Box textAlign="center">No logs of this account have been read yet.</Box>}
      columnDefinitions={[
        {
          id: 'source',
          header: 'Logs',
          isRowHeader: true,
          cell: ({ source }) => (source === null ? 'Not recognized' : SOURCES[source]),
        },
        { id: 'region', header: 'Region', cell: ({ region }) => region ?? '–' },
        { id: 'objects', header: 'Objects', cell: ({ objects }) => objects.toLocaleString('en') },
        { id: 'records', header: 'Records', cell: ({ records }) => records.toLocaleString('en') },
        {
          id: 'trouble',
          header: 'Trouble',
          cell: ({ failed, unreadable, pending }) =>
            failed + unreadable === 0 ? (
              <StatusIndicator type={pending > 0 ? 'in-progress' : 'success'}>
                {pending > 0 ? `${pending.toLocaleString('en')} waiting` : 'None'}
              </StatusIndicator>
            ) : (
              <StatusIndicator type="warning">
                {`${[...(failed > 0 ? [counted(failed, 'object')] : []), ...(unreadable > 0 ? [counted(unreadable, 'record')] : [])].join(', ')} unreadable`}
              </StatusIndicator>
            ),
        },
        {
          id: 'newest',
          header: 'Newest record',
          cell: ({ newest }) => (newest === null ? '–' : <Moment at={newest} />),
        },
      ]}
    />
  );
}
