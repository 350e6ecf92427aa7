import type { FindingBody } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { minutes } from '#services/model/time.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** The members of a finding that count here. */
type Seen = Pick<FindingBody, 'accountId' | 'region' | 'type' | 'resource' | 'service'>;

/**
 * Purposes of findings that end with their resource: they tell what it does, or how it is exposed. Theft, spying,
 * destruction or disabled defences have lasting effects, and the attacker may be elsewhere by now.
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
 * Whether the resource is the way in that the finding is about: a role that lets others in is one, and is closed when
 * the role is gone. Other findings tell who used it. In other findings about persistence the named resource is not the
 * way in.
 */
function isDoor({ type }: Seen, { member }: ResourceEnd): boolean {
  return member === 'iamRoleDetails' && type.startsWith('Persistence:');
}

/**
 * From this severity on people look at a finding even if the resource is gone: attackers, too, delete what they used.
 */
const LOOKED_AT_FROM = 7;

/** An instance that shuts down still sends, and its last packets are logged minutes later. */
const GRACE_MS = minutes(15);

/** The state of a finding whose resource may be gone; undefined where it is not known to be over. */
export type Goneness = 'resolved' | 'recurred' | undefined;

/**
 * Whether a finding is over with its resource; undefined where that is uncertain.
 *
 * @param severity the severity after the owner's rules
 */
export function goneness(finding: Seen, severity: number, end: ResourceEnd | undefined): Goneness {
  if (end === undefined || !isAbout(finding, end)) return undefined;
  const isOver = OVER_WITH_IT.has(finding.type.split(':', 1)[0] ?? '') || isDoor(finding, end);
  if (severity >= LOOKED_AT_FROM || !isOver) return undefined;
  const { eventFirstSeen, eventLastSeen } = finding.service;
  const last = end.at + (end.member === '' ? GRACE_MS : 0);
  // The finding is about another resource of the same name, created later.
  if (Date.parse(eventFirstSeen) > last) return undefined;
  return Date.parse(eventLastSeen) > last ? 'recurred' : 'resolved';
}

/** Whether the finding is about this very resource, not about another of the same name. */
function isAbout({ accountId, region, resource }: Seen, end: ResourceEnd): boolean {
  if (accountId !== end.accountId || (end.region !== '' && region !== end.region) || resource.id !== end.id)
    return false;
  if (end.member === '') return true;
  return RESOURCE_KINDS.some(
    (kind) =>
      kind.member === end.member && detailsOf(kind, resource).some((details) => (kind.id(details) ?? '') === end.id),
  );
}
