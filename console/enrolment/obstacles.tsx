import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Untrusted } from '../parts/untrusted.tsx';
import type { Obstacle } from './enrolment-query.ts';

/** Bounds the list: most obstacles are alike. */
const SHOWN_MAX = 50;

/** Obstacles that no task can remove: who can, and by which API call. */
export function Obstacles({ obstacles }: { readonly obstacles: readonly Obstacle[] }) {
  const count = obstacles.length;
  return (
    <Alert type="warning" header={count === 1 ? '1 obstacle' : `${count} obstacles`}>
      <ExpandableSection headerText="What is in the way, and who can remove it">
        <SpaceBetween size="s">
          {obstacles.slice(0, SHOWN_MAX).map(({ accountId, region, detail, by, call }, index) => (
            <div key={`${accountId} ${region} ${index}`}>
              <Box
                fontWeight="bold"
                display="inline"
              >{`${accountId ?? 'All accounts'}${region === null ? '' : ` ${region}`}: `}</Box>
              <Untrusted text={`${detail} By: ${by}.`} />
              {call === null ? null : (
                <CopyToClipboard
                  variant="inline"
                  textToCopy={call}
                  copyButtonAriaLabel={`Copy the call for ${accountId ?? 'all accounts'}`}
                  copySuccessText="Copied"
                  copyErrorText="It could not be copied"
                />
              )}
            </div>
          ))}
          {count > SHOWN_MAX ? <Box>{`And ${count - SHOWN_MAX} more: vedette org plan lists all.`}</Box> : null}
        </SpaceBetween>
      </ExpandableSection>
    </Alert>
  );
}
