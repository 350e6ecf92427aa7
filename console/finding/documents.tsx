import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Skeleton from '@cloudscape-design/components/skeleton';
import { useState } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { Choice } from '../parts/choice.tsx';
import { Problem } from '../parts/problem.tsx';
import { rawText } from '../parts/raw-text.ts';
import { Raw } from '../parts/raw.tsx';
import { DOCUMENT } from './finding-query.ts';

const FORMATS = { FINDING: 'Vedette', GUARDDUTY: 'GuardDuty', ASFF: 'Security Hub', OCSF: 'OCSF' } as const;
type Format = keyof typeof FORMATS;
const NAMES: readonly Format[] = ['FINDING', 'GUARDDUTY', 'ASFF', 'OCSF'];

/** The finding in the formats of other tools. */
export function Documents({ id }: { readonly id: string }) {
  const [format, setFormat] = useState<Format>('FINDING');
  const { data, error } = useAnswer(DOCUMENT, { id, format }, { keep: false });
  const text = data?.finding == null ? '' : rawText(JSON.stringify(data.finding.document));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Choice
                bare
                label="Format"
                selected={format}
                onChoose={setFormat}
                options={NAMES.map((name) => ({ id: name, text: FORMATS[name] }))}
              />
              <CopyToClipboard
                copyButtonText="Copy"
                textToCopy={text}
                copySuccessText="Copied"
                copyErrorText="Not copied"
              />
            </SpaceBetween>
          }
        >
          JSON
        </Header>
      }
    >
      {error ? (
        <Problem error={error} />
      ) : data === undefined ? (
        <Skeleton height="20em" />
      ) : (
        <Raw text={text} label="JSON" />
      )}
    </Container>
  );
}
