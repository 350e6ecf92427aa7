import type { FindingBody } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { minutes } from '#services/model/time.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** What is looked at of a finding. */
type Seen = Pick<FindingBody, 'accountId' | 'region' | 'type' | 'resource' | 'service'>;

/**
 * Purposes of findings that are over when the resource is: they tell what it does, or how it stands open. What was taken, spied
 * out, destroyed or switched off stays so, and whoever did it may be elsewhere by now.
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
 * A role that lets others in is a door, and with it the door is gone. Who went through it, findings of their own tell. Of what else
 * persists the thing that is named is not the door.
 */
function isDoor({ type }: Seen, { member }: ResourceEnd): boolean {
  return member === 'iamRoleDetails' && type.startsWith('Persistence:');
}

/** From this severity on somebody looks, gone or not: to delete what one used is what an attacker does, too. */
const LOOKED_AT_FROM = 7;

/** An instance that shuts down still talks, and its last packets are written down minutes later. */
const GRACE_MS = minutes(15);

/** How it stands with a finding whose resource may be gone. */
export type Goneness = 'resolved' | 'recurred' | undefined;

/**
 * Whether a finding is over with its resource. Where that is not certain it is not.
 *
 * @param severity as its owner rates it
 */
export function goneness(finding: Seen, severity: number, end: ResourceEnd | undefined): Goneness {
  if (end === undefined || !isAbout(finding, end)) return undefined;
  const isOver = OVER_WITH_IT.has(finding.type.split(':', 1)[0] ?? '') || isDoor(finding, end);
  if (severity >= LOOKED_AT_FROM || !isOver) return undefined;
  const { eventFirstSeen, eventLastSeen } = finding.service;
  const last = end.at + (end.member === '' ? GRACE_MS : 0);
  // Another thing of the same name, made later.
  if (Date.parse(eventFirstSeen) > last) return undefined;
  return Date.parse(eventLastSeen) > last ? 'recurred' : 'resolved';
}

/** Whether it is this very thing that the finding is about, and no other of its name. */
function isAbout({ accountId, region, resource }: Seen, end: ResourceEnd): boolean {
  if (accountId !== end.accountId || (end.region !== '' && region !== end.region) || resource.id !== end.id)
    return false;
  if (end.member === '') return true;
  return RESOURCE_KINDS.some(
    (kind) =>
      kind.member === end.member && detailsOf(kind, resource).some((details) => (kind.id(details) ?? '') === end.id),
  );
}
