import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Problem } from '../parts/problem.tsx';
import { Raw } from '../parts/raw.tsx';
import { Severity } from '../parts/severity.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { ShownDetector } from './detectors-query.ts';
import type { Wanted } from './setting-text.ts';

const TRIAL = graphql(`
  query Trial($type: FindingType!, $story: String!, $settings: JSON) {
    trial(type: $type, story: $story, settings: $settings) {
      text
      isWhole
      found {
        severity
        title
        description
        resourceId
        count
      }
    }
  }
`);

interface Props {
  readonly detector: ShownDetector;
  readonly wanted: Wanted | undefined;
}

/** Runs the detector's own stories through the engine: simulated attacks, and harmless acts that resemble them. */
export function TryIt({ detector: { type, firesWhen, quietWhen, settings }, wanted }: Props) {
  const [story, setStory] = useState(firesWhen[0] ?? '');
  const [asked, setAsked] = useState<{ readonly story: string; readonly settings: Wanted }>();
  /** The settings that somebody gave the detector. A story may have settings of its own. */
  const given = Object.fromEntries(
    settings.flatMap(({ name, value, setFor }) => (setFor === null ? [] : [[name, value]])),
  );
  const options = [
    { label: 'Attacks', options: firesWhen.map((value) => ({ value, label: value })) },
    { label: 'Legitimate activity', options: quietWhen.map((value) => ({ value, label: value })) },
  ];
  const { data, error, isFetching } = useAnswer(
    TRIAL,
    { type, story: asked?.story ?? '', settings: asked?.settings ?? {} },
    { enabled: asked !== undefined, keep: false },
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Runs an example through the service's own engine with the settings above. Nothing is stored."
        >
          Try it
        </Header>
      }
    >
      <SpaceBetween size="m">
        <SpaceBetween size="xs" direction="horizontal">
          <Select
            ariaLabel="Story"
            filteringType="auto"
            selectedOption={{ value: story, label: story }}
            options={options}
            onChange={({ detail }) => setStory(detail.selectedOption.value ?? '')}
          />
          <Button loading={isFetching} onClick={() => setAsked({ story, settings: { ...given, ...wanted } })}>
            Try it now
          </Button>
        </SpaceBetween>
        {error ? <Problem error={error} /> : null}
        {data === undefined ? null : <Told trial={data.trial} expected={firesWhen.includes(asked?.story ?? '')} />}
      </SpaceBetween>
    </Container>
  );
}

interface ToldProps {
  readonly trial: ResultOf<typeof TRIAL>['trial'];
  /** Whether it is a story of an attack. */
  readonly expected: boolean;
}

function Told({ trial: { text, isWhole, found }, expected }: ToldProps) {
  return (
    <SpaceBetween size="s">
      {found.length === 0 ? (
        <StatusIndicator type={expected ? 'warning' : 'success'}>
          {expected ? 'No finding: with these settings this attack goes unnoticed' : 'No finding'}
        </StatusIndicator>
      ) : null}
      {found.map(({ severity, title, description, resourceId, count }) => (
        <Alert
          key={resourceId}
          type={expected ? 'success' : 'warning'}
          header={
            <>
              <Severity label={severity} /> {title}
            </>
          }
        >
          <Untrusted text={description} />
          <Box variant="small" display="block">
            <Untrusted text={resourceId} />, {count === 1 ? 'once' : `${count.toLocaleString('en')} times`}
          </Box>
        </Alert>
      ))}
      <ExpandableSection headerText={isWhole ? 'Log records of the example' : 'First log records'}>
        <Raw text={text} label="Log records" />
      </ExpandableSection>
    </SpaceBetween>
  );
}
