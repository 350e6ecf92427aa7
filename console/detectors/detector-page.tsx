import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { SOURCES } from '../api/sources.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Respond, Sentences, Technique } from '../finding/respond.tsx';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { Question } from '../parts/question.tsx';
import { Severity } from '../parts/severity.tsx';
import { spanText } from '../parts/span.ts';
import { DETECTOR, type ShownDetector } from './detectors-query.ts';
import { Knobs } from './knobs.tsx';
import { ListsState, STATE_TEXTS } from './lists-state.tsx';
import { rateText } from './rate-text.ts';
import type { Wanted } from './setting-text.ts';
import { TryIt } from './trial.tsx';

/** One detector: its question, its sources, and its settings. */
export default function DetectorPage({ id }: { readonly id: string }) {
  const [wanted, setWanted] = useState<Wanted>();
  const { data, error, isPending, refetch } = useAnswer(DETECTOR, { type: id });
  if (isPending) return <PageSkeleton />;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  const { detector, statistics } = data;
  if (detector === null)
    return (
      <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
        <Box variant="h1">Detector not found</Box>
        <Link href="/detectors">Go to the detectors</Link>
      </Box>
    );
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={detector.type}>
          {detector.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">What it detects</Header>}>
          <SpaceBetween size="m">
            <Question detector={detector} />
            <Facts detector={detector} findings={statistics.findings} />
          </SpaceBetween>
        </Container>
        <Knobs detector={detector} wanted={wanted} onChange={setWanted} />
        <TryIt detector={detector} wanted={wanted} />
        <Stories detector={detector} />
        <Respond detector={detector} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Facts({ detector, findings }: { readonly detector: ShownDetector; readonly findings: number }) {
  const { type, severities, severityWhen, source, windowSeconds, attack, needs, alertsPerWeek } = detector;
  const told = new Map(severityWhen.map(({ severity, when }) => [severity, when]));
  return (
    <KeyValuePairs
      columns={3}
      items={[
        {
          label: 'Severity',
          value: severities.map((label) => (
            <div key={label}>
              <Severity label={label} /> {told.get(label)}
            </div>
          )),
        },
        { label: 'Reads', value: SOURCES[source] },
        { label: 'Window', value: spanText(windowSeconds) },
        {
          label: 'Required lists',
          value:
            needs.length === 0 ? (
              'none'
            ) : (
              <>
                {needs.map(({ category, meaning, state }) => (
                  <div key={category}>{`${category}: ${meaning} (${STATE_TEXTS[state]})`}</div>
                ))}
                <ListsState needs={needs} />
              </>
            ),
        },
        {
          label: 'Techniques',
          value: attack.map((id) => (
            <div key={id}>
              <Technique id={id} />
            </div>
          )),
        },
        { label: 'Findings per week, over the last four weeks', value: rateText(alertsPerWeek) },
        {
          label: 'Findings',
          value:
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
  );
}

function Stories({ detector: { firesWhen, quietWhen } }: { readonly detector: ShownDetector }) {
  return (
    <Container
      header={
        <Header variant="h2" description="Each example is one of the detector's tests.">
          Examples
        </Header>
      }
    >
      <ColumnLayout columns={2}>
        <div>
          <Box variant="awsui-key-label">Fires when</Box>
          <Sentences of={firesWhen} />
        </div>
        <div>
          <Box variant="awsui-key-label">Stays quiet when</Box>
          <Sentences of={quietWhen} />
        </div>
      </ColumnLayout>
    </Container>
  );
}
