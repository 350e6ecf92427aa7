import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import { isObject, member, wordsOf } from '../parts/json.ts';
import { Leaves } from '../parts/leaves.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import type { RemoteEnd, ShownFinding } from './finding-query.ts';

/** Outlines of the continents are as large as a page. */
const WorldMap = lazy(() => import('./world-map.tsx'));

/** The resource from all its sides, what was done, and the other end. */
export function Involved({ finding }: { readonly finding: ShownFinding }) {
  const { action } = finding.service;
  const remote = remoteOf(action);
  const resource = member(finding.document, 'resource');
  const details = member(finding.document, 'service', 'action');
  return (
    <SpaceBetween size="l">
      {remote === null ? null : <Remote remote={remote} />}
      <Container header={<Header variant="h2">The latest of what was done</Header>}>
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

/** Connections always have one; what is asked for under one name must be there always or not. */
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
    <Container header={<Header variant="h2">The other end</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Address', value: <Untrusted text={address} /> },
          {
            label: 'Country',
            value: country === null ? 'not known' : `${country.countryName} (${country.countryCode})`,
          },
          {
            label: 'Network',
            value:
              organization === null ? 'not known' : <Untrusted text={`AS${organization.asn} ${organization.asnOrg}`} />,
          },
        ]}
      />
      {geoLocation === null ? null : (
        <Suspense fallback={<Skeleton height="240px" />}>
          <WorldMap {...geoLocation} label={`Where it is: ${country?.countryName ?? 'not known'}`} />
        </Suspense>
      )}
    </Container>
  );
}

/** The other end has a place of its own. */
function withoutRemote(action: unknown): unknown {
  if (!isObject(action)) return undefined;
  const [details] = Object.values(action).filter(isObject);
  return details && Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'remoteIpDetails'));
}

/** What a resource is told by: an access key, an instance, buckets. Further resources have sides of their own. */
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
