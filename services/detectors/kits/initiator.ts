import type { FlowInitiator } from '#services/sources/vpc-flow/record.ts';

/**
 * A condition for `where`: the instance began the conversation, surely or likely. An unknown initiator accuses nobody.
 */
export function mayBeOurs(initiator: FlowInitiator | undefined): boolean {
  return initiator === 'local' || initiator === 'likely-local';
}

/** A condition for `where`: the other end began the conversation, surely or likely. */
export function isTheirs(initiator: FlowInitiator | undefined): boolean {
  return initiator === 'remote' || initiator === 'likely-remote';
}
