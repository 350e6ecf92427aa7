import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Problem } from '../parts/problem.tsx';
import { Leaves } from '../parts/leaves.tsx';
import { SettingsTable } from '../detectors/settings-table.tsx';
import type { Asked, ShownFinding } from './finding-query.ts';

interface Props {
  readonly finding: ShownFinding;
  readonly detector: Asked | undefined;
  readonly error: Error | null;
}

/** The detector's question, the numbers that answered it, and who set the thresholds. */
export function Why({ finding, detector, error }: Props) {
  const { tallies } = finding.service.evidence;
  return (
    <Container header={<Header variant="h2">Why it fired</Header>}>
      {error === null ? (
        <SpaceBetween size="m">
          {detector === undefined ? (
            <Skeleton height="4em" />
          ) : (
            <div>
              <Box variant="awsui-key-label">The question</Box>
              <Box variant="p" fontSize="heading-m" fontWeight="light">
                {detector.asks}
              </Box>
              <Box variant="p" color="text-body-secondary">
                {detector.why}
              </Box>
            </div>
          )}
          <Counted tallies={tallies} />
          {detector === undefined ? null : (
            <SettingsTable settings={detector.settings} title="What it was asked with" />
          )}
        </SpaceBetween>
      ) : (
        <Problem error={error} />
      )}
    </Container>
  );
}

function Counted({ tallies }: { readonly tallies: unknown }) {
  return (
    <div>
      <Box variant="awsui-key-label">What was counted</Box>
      <Leaves value={tallies} columns={4} />
    </div>
  );
}
