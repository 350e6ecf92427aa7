import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Account } from '../parts/account.tsx';
import { FindingType } from '../parts/finding-type.tsx';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Severity } from '../parts/severity.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { Worst } from './overview-query.ts';

/** The most severe active findings, of each severity the latest. */
export function Attention({ worst }: { readonly worst: readonly Worst[] | undefined }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Link href={hrefOf({ query: having(['severity', 'critical', 'high']), sort: 'severity' })}>Show all</Link>
          }
        >
          Needs attention
        </Header>
      }
    >
      {worst === undefined ? <Skeleton height="448px" /> : null}
      {worst?.length === 0 ? <Box padding={{ vertical: 's' }}>No active finding is Critical or High.</Box> : null}
      <ul className="attention">
        {worst?.map(({ id, type, title, severityLabel, accountId, region, service }) => (
          <li key={id}>
            <div>
              <Severity label={severityLabel} />
            </div>
            <div>
              <Link href={`/findings/${id}`}>
                <Untrusted text={title} short />
              </Link>
              <Box variant="small" display="block">
                <FindingType type={type} />
              </Box>
            </div>
            <div>
              <Account id={accountId} />
              <Box variant="small" display="block">
                <Untrusted text={region} short />
              </Box>
            </div>
            <Box variant="small">
              <Moment at={service.eventLastSeen} />
            </Box>
          </li>
        ))}
      </ul>
    </Container>
  );
}
