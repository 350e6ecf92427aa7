import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Problem } from '../parts/problem.tsx';
import { isObject, leavesOf, member, wordsOf } from '../parts/json.ts';
import { Question } from '../parts/question.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { OutOfTheOrdinary } from './anomaly.tsx';
import type { Asked, ShownFinding } from './finding-query.ts';
import { JudgedSettings } from './judged-settings.tsx';

interface Props {
  readonly finding: ShownFinding;
  readonly detector: Asked | undefined;
  readonly error: Error | null;
}

/** The detector's question, the numbers that answered it, and the origin of the thresholds. */
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
              <Question detector={detector} />
            </div>
          )}
          {finding.anomaly === null ? null : (
            <OutOfTheOrdinary anomaly={finding.anomaly} resourceId={finding.resource.id} />
          )}
          <Counted tallies={tallies} />
          {detector === undefined ? null : <JudgedSettings finding={finding} inForce={detector.settings} />}
        </SpaceBetween>
      ) : (
        <Problem error={error} />
      )}
    </Container>
  );
}

/** The finding's tallies by name: the number of different values and some examples, or their other numbers. */
function Counted({ tallies }: { readonly tallies: unknown }) {
  const entries = isObject(tallies) ? Object.entries(tallies) : [];
  if (entries.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">Observed values</Box>
      <KeyValuePairs
        columns={4}
        items={entries.map(([name, reading]) => ({ label: titleOf(name), value: <Reading reading={reading} /> }))}
      />
    </div>
  );
}

function titleOf(name: string): string {
  const words = wordsOf(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Reading({ reading }: { readonly reading: unknown }) {
  const size = member(reading, 'size');
  const values = member(reading, 'values');
  if (typeof size !== 'number' || !Array.isArray(values))
    return (
      <Untrusted
        text={leavesOf(reading)
          .map(({ value }) => value)
          .join(', ')}
      />
    );
  const told = values.map(String).join(', ');
  return (
    <>
      {member(reading, 'exact') === false ? 'about ' : ''}
      {size.toLocaleString('en')}
      {told === '' ? null : (
        <Box variant="small" display="block">
          <Untrusted text={values.length < size ? `such as ${told}` : told} />
        </Box>
      )}
    </>
  );
}
