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
 * that is attacked and one that attacks are two findings. The remote is not: whoever knocks, it is one finding.
 */
export function findingId({ type, accountId, region, subject }: Identified): string {
  return digest([type, accountId, region, subject.resource.id, subject.role]);
}

/** Names a group among those of a question's window. Unambiguous: the id, which somebody may have chosen, goes with its length. */
export function groupKey({ resource: { id }, role, remote }: Subject, accountId: string, region: string): string {
  const key = `${accountId} ${region} ${role} ${id.length} ${id}`;
  return remote === undefined ? key : `${key} ${remote}`;
}

/** What stands for GuardDuty's detector, of which an account has one in each Region: 32 hex digits. */
export function detectorIdOf(accountId: string, region: string): string {
  return digest(['detector', accountId, region]);
}

function digest(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32);
}
