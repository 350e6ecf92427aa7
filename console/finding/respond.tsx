import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextContent from '@cloudscape-design/components/text-content';
import { Link } from '../parts/link.tsx';
import { Sentence } from '../parts/sentence.tsx';
import type { Asked } from './finding-query.ts';

/** What to do, step by step, and which limits of the detector to consider. */
export function Respond({
  detector: { respond, falsePositives, blindTo, attack, references },
}: {
  readonly detector: Asked;
}) {
  return (
    <Container header={<Header variant="h2">What to do</Header>}>
      <SpaceBetween size="m">
        <TextContent>
          <ol>
            {respond.map((step) => (
              <li key={step}>
                <Sentence text={step} />
              </li>
            ))}
          </ol>
        </TextContent>
        <ExpandableSection headerText="Known false positives">
          <Sentences of={falsePositives} />
        </ExpandableSection>
        <ExpandableSection headerText="Blind spots">
          <Sentences of={blindTo} />
        </ExpandableSection>
        <ExpandableSection headerText="References">
          <TextContent>
            <ul>
              {references.map(({ title, url }) => (
                <li key={url}>
                  <Link href={url}>{title}</Link>
                </li>
              ))}
              {attack.map((technique) => (
                <li key={technique}>
                  <Technique id={technique} />
                </li>
              ))}
            </ul>
          </TextContent>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

export function Sentences({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <Box color="text-body-secondary">None known.</Box>;
  return (
    <TextContent>
      <ul>
        {of.map((sentence) => (
          <li key={sentence}>
            <Sentence text={sentence} />
          </li>
        ))}
      </ul>
    </TextContent>
  );
}

export function Technique({ id }: { readonly id: string }) {
  return <Link href={`https://attack.mitre.org/techniques/${id.replace('.', '/')}/`}>{`MITRE ATT&CK ${id}`}</Link>;
}
