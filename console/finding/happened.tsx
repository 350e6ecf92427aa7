import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Account } from '../parts/account.tsx';
import { Moment } from '../parts/moment.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { ShownFinding } from './finding-query.ts';

/** The finding's description, place and time. */
export function Happened({ finding }: { readonly finding: ShownFinding }) {
  const { accountId, region, resource, service, description, updatedAt } = finding;
  return (
    <Container header={<Header variant="h2">What happened</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">
          <Untrusted text={description} />
        </Box>
        {finding.remarks.map((remark) => (
          <Box key={remark} variant="p" color="text-body-secondary">
            <Untrusted text={remark} />
          </Box>
        ))}
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Account', value: <Account id={accountId} /> },
            { label: 'Region', value: <Untrusted text={region} short /> },
            { label: 'Resource', value: <Untrusted text={resource.id} /> },
            { label: 'Resource role', value: service.resourceRole === 'TARGET' ? 'Target' : 'Actor' },
            { label: 'First seen', value: <Moment at={service.eventFirstSeen} /> },
            { label: 'Last seen', value: <Moment at={service.eventLastSeen} /> },
            { label: 'Count', value: service.count.toLocaleString('en') },
            { label: 'Severity', value: <Rated finding={finding} /> },
            { label: 'Updated', value: <Moment at={updatedAt} /> },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

/** GuardDuty's severity, and the owner's where a rule rates it differently. */
function Rated({ finding: { severity, contextSeverity, ratedBecause } }: { readonly finding: ShownFinding }) {
  if (contextSeverity === severity) return <>{severity} of 10</>;
  return (
    <>
      {contextSeverity} of 10 by a rule, {severity} without
      {ratedBecause === null ? null : (
        <Box variant="small" display="block">
          <Untrusted text={ratedBecause} />
        </Box>
      )}
    </>
  );
}
