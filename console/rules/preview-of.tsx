import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { FindingType } from '../parts/finding-type.tsx';
import type { RulePreview } from './rules-query.ts';

/** What a rule would have hidden of the stored findings, and which simulated attacks would go unseen. */
export function PreviewOf({ preview: { matches, earlier, unseen, byType } }: { readonly preview: RulePreview }) {
  return (
    <Container header={<Header variant="h2">Preview</Header>}>
      <SpaceBetween size="m">
        <Box>
          {matches === 1 ? '1 stored finding matches' : `${matches.toLocaleString('en')} stored findings match`}
          {earlier === 0 ? '.' : `, ${earlier.toLocaleString('en')} of which an earlier rule already suppresses.`}
        </Box>
        {unseen.length === 0 ? (
          <Box color="text-status-success">Every simulated attack would still be shown.</Box>
        ) : (
          <Alert type="warning" header="Simulated attacks that this rule would hide">
            {unseen.map((type) => (
              <div key={type}>
                <FindingType type={type} />
              </div>
            ))}
          </Alert>
        )}
        {byType.map(({ type, count }) => (
          <div key={type}>
            {count.toLocaleString('en')} × <FindingType type={type} />
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
