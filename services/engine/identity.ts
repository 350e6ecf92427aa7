import { hash } from 'node:crypto';
import type { Observation } from '#services/model/observation.ts';
import type { Subject } from '#services/model/subject.ts';

type Identified = Pick<Observation, 'type' | 'accountId' | 'region'> & {
  readonly subject: {
    readonly resource: { readonly id: string };
    readonly role: Observation['subject']['role'];
  };
};

/**
 * The id of the finding that an observation belongs to: 32 hex digits. The role is part of the identity: an instance
 * that is attacked and one that attacks are two findings. The remote is not: attacks from many remotes are one finding.
 */
export function findingId({ type, accountId, region, subject }: Identified): string {
  return digest([type, accountId, region, subject.resource.id, subject.role]);
}

/** Names a group within a question's window. An attacker may choose the id; its length makes the key unambiguous. */
export function groupKey(
  { resource: { id }, role, remote, identity }: Subject,
  accountId: string,
  region: string,
): string {
  const key = `${accountId} ${region} ${role} ${id.length} ${id}`;
  const apart = remote ?? identity;
  return apart === undefined ? key : `${key} ${apart}`;
}

/** Stands for the id of GuardDuty's detector: 32 hex digits. An account has one detector in each Region. */
export function detectorIdOf(accountId: string, region: string): string {
  return digest(['detector', accountId, region]);
}

function digest(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32);
}
