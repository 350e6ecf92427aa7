import type { FindingBody } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { minutes } from '#services/model/time.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** The parts of a finding that this file uses. */
type Seen = Pick<FindingBody, 'accountId' | 'region' | 'type' | 'resource' | 'service'>;

/**
 * Purposes of findings that end with their resource: they are about its activity, or its exposure. Theft, discovery,
 * destruction and disabled logs remain true afterwards, and the attacker may be elsewhere by now.
 */
const OVER_WITH_IT: ReadonlySet<string> = new Set([
  'Policy',
  'CryptoCurrency',
  'Backdoor',
  'Trojan',
  'Recon',
  'Behavior',
]);

/**
 * A finding about persistence that names a role which admits others ends with the role. Those who used the role have
 * findings of their own. In other findings about persistence, the named resource is not what lets the attacker in.
 */
function isAdmittingRole({ type }: Seen, { member }: ResourceEnd): boolean {
  return member === 'iamRoleDetails' && type.startsWith('Persistence:');
}

/**
 * From this severity on somebody must look even if the resource is gone: attackers also delete the resources they used.
 */
const LOOKED_AT_FROM = 7;

/** An instance that shuts down still sends packets, and flow logs record the last ones minutes later. */
const GRACE_MS = minutes(15);

/** The state of a finding whose resource may be gone. */
export type Goneness = 'resolved' | 'recurred' | undefined;

/**
 * Whether a finding ends with its resource. In doubt it does not.
 *
 * @param severity after the owner's rules
 */
export function goneness(finding: Seen, severity: number, end: ResourceEnd | undefined): Goneness {
  if (end === undefined || !isAbout(finding, end)) return undefined;
  if (isOwnEnd(finding, end)) return undefined;
  const isOver = OVER_WITH_IT.has(finding.type.split(':', 1)[0] ?? '') || isAdmittingRole(finding, end);
  if (severity >= LOOKED_AT_FROM || !isOver) return undefined;
  const { eventFirstSeen, eventLastSeen } = finding.service;
  const last = end.at + (end.member === '' ? GRACE_MS : 0);
  // A later resource of the same name.
  if (Date.parse(eventFirstSeen) > last) return undefined;
  return Date.parse(eventLastSeen) > last ? 'recurred' : 'resolved';
}

/**
 * Whether the resource was ended by the caller whom the finding names, in any session, or by itself with its own role,
 * whose sessions AWS names after the resource. Such an end resolves nothing: attackers must not close their own findings.
 * A finding about an access key does not end with the key either.
 */
function isOwnEnd({ resource }: Seen, { id, by }: ResourceEnd): boolean {
  const [principal = '', session] = by.split(':');
  const details = resource.accessKeyDetails;
  if (details?.accessKeyId === id || session === id) return true;
  return principal !== '' && details?.principalId?.split(':')[0] === principal;
}

/** Whether the finding is about exactly this resource, and not another one of its name. */
function isAbout({ accountId, region, resource }: Seen, end: ResourceEnd): boolean {
  if (accountId !== end.accountId || (end.region !== '' && region !== end.region) || resource.id !== end.id)
    return false;
  if (end.member === '') return true;
  return RESOURCE_KINDS.some(
    (kind) =>
      kind.member === end.member && detailsOf(kind, resource).some((details) => (kind.id(details) ?? '') === end.id),
  );
}
