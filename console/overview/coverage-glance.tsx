import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { REASONS } from '../accounts/reasons.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { COVERAGE, type CoverageAtAGlance } from './overview-query.ts';

/** The number of fully covered accounts, and the reasons for the others. */
export function CoverageGlance() {
  const { data, error } = useAnswer(COVERAGE, {});
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" actions={<Link href="/accounts">Show all</Link>}>
          Coverage
        </Header>
      }
    >
      {error ? <Problem error={error} /> : data === undefined ? <Skeleton height="10em" /> : <Glance {...data} />}
    </Container>
  );
}

function Glance({ accounts, coverage }: CoverageAtAGlance) {
  const gaps = coverage.filter(({ state }) => state === 'GAP');
  const withGaps = new Set(gaps.map(({ accountId }) => accountId));
  const looked = new Set(coverage.map(({ accountId }) => accountId));
  const reasons = [...Map.groupBy(gaps, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        minColumnWidth={100}
        items={[
          { label: 'Accounts', value: <Box fontSize="display-l">{accounts.length.toLocaleString('en')}</Box> },
          { label: 'With gaps', value: <Box fontSize="display-l">{withGaps.size.toLocaleString('en')}</Box> },
        ]}
      />
      {reasons.map(([reason, facts]) => (
        <StatusIndicator key={reason} type="warning">
          {REASONS[reason]}: {facts.length.toLocaleString('en')}
        </StatusIndicator>
      ))}
      {gaps.length === 0 && looked.size > 0 ? <StatusIndicator type="success">No known gaps</StatusIndicator> : null}
      {looked.size === 0 ? (
        <StatusIndicator type="pending">The organization has not been checked yet</StatusIndicator>
      ) : null}
    </SpaceBetween>
  );
}
