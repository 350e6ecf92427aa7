import type { LogConfiguration, Refusal } from './probe.ts';

/** Why a trail that is on does not deliver all that it should, and the remedy. */
export function shortcomingOf({ id, bucket, failing, leavesOut }: LogConfiguration): Refusal | undefined {
  if (leavesOut !== undefined)
    return { reason: 'events-left-out', detail: `${id} leaves out ${leavesOut}: have it log all management events.` };
  if (failing === undefined) return undefined;
  return {
    reason: 'delivery-failing',
    detail: `${id} cannot deliver to ${bucket} (${failing}): let CloudTrail write to the bucket, and use the key of AWS KMS that encrypts it.`,
  };
}
