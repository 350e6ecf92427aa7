import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Suspense } from 'react';
import { isObject, member, wordsOf } from '../parts/json.ts';
import { onDemand } from '../parts/on-demand.tsx';
import { Leaves } from '../parts/leaves.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { RemoteEnd, ShownFinding } from './finding-query.ts';

/** Loaded lazily: the outlines of the continents are as large as a page. */
const WorldMap = onDemand(() => import('./world-map.tsx'));

/** The resource in all detail, the action, and the remote end. */
export function Involved({ finding }: { readonly finding: ShownFinding }) {
  const { action } = finding.service;
  const remote = remoteOf(action);
  const resource = member(finding.document, 'resource');
  const details = member(finding.document, 'service', 'action');
  return (
    <SpaceBetween size="l">
      {remote === null ? null : <Remote remote={remote} />}
      <Container header={<Header variant="h2">Latest action</Header>}>
        <Leaves value={withoutRemote(details)} />
      </Container>
      {sidesOf(resource).map(([name, side]) => (
        <Container key={name} header={<Header variant="h2">{titleOf(name)}</Header>}>
          <Leaves value={side} />
        </Container>
      ))}
    </SpaceBetween>
  );
}

/**
 * GraphQL requires fields of one name to be all nullable or all not: connections always have a remote end, so theirs
 * has another alias.
 */
function remoteOf(action: ShownFinding['service']['action']): RemoteEnd | null {
  if ('otherEnd' in action) return action.otherEnd;
  return 'remoteIpDetails' in action ? action.remoteIpDetails : null;
}

function Remote({
  remote: { ipAddressV4, ipAddressV6, country, geoLocation, organization },
}: {
  readonly remote: RemoteEnd;
}) {
  const address = ipAddressV4 ?? ipAddressV6;
  if (address === null) return null;
  return (
    <Container header={<Header variant="h2">Remote end</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Address', value: <Untrusted text={address} /> },
          {
            label: 'Country',
            value: country === null ? 'unknown' : `${country.countryName} (${country.countryCode})`,
          },
          {
            label: 'Network',
            value:
              organization === null ? 'unknown' : <Untrusted text={`AS${organization.asn} ${organization.asnOrg}`} />,
          },
        ]}
      />
      {geoLocation === null ? null : (
        <Suspense fallback={<Skeleton height="240px" />}>
          <WorldMap {...geoLocation} label={`Location: ${country?.countryName ?? 'unknown'}`} />
        </Suspense>
      )}
    </Container>
  );
}

/** The action without its remote end, which is shown separately. */
function withoutRemote(action: unknown): unknown {
  if (!isObject(action)) return undefined;
  const [details] = Object.values(action).filter(isObject);
  return details && Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'remoteIpDetails'));
}

/** The parts of a resource: an access key, an instance, buckets. Further resources have parts of their own. */
function sidesOf(resource: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(resource)) return [];
  const own = Object.entries(resource).filter(([, value]) => typeof value === 'object' && value !== null);
  return own.flatMap(([name, value]) =>
    name === 'further' && Array.isArray(value) ? value.flatMap(sidesOf) : [[name, value] as const],
  );
}

function titleOf(side: string): string {
  const words = wordsOf(side.replace(/Details$/, ''));
  return words.charAt(0).toUpperCase() + words.slice(1);
}
