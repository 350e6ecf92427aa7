import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Outcome } from '../act-code.ts';
import { clientOf } from './client.ts';

/** Services that somebody asks to act for him, who then acts himself. */
const ON_BEHALF = new Set(['signin.amazonaws.com', 'cloudformation.amazonaws.com']);

/** A condition for `where`: nobody but AWS itself would have made the call. */
export function isByCaller(invokedBy: string | undefined): boolean {
  return invokedBy === undefined || !invokedBy.endsWith('.amazonaws.com') || ON_BEHALF.has(invokedBy);
}

/** Whether a tool that describes infrastructure made the call, for whomever. */
export function isByTool({ userIdentity, callerKind, userAgent }: CloudTrailRecord): boolean {
  const byService = userIdentity.invokedBy?.startsWith('cloudformation.') ?? false;
  return byService || callerKind === 'pipeline' || clientOf(userAgent) === 'tool';
}

export function outcomeOf(errorCode: string | undefined): Outcome {
  if (errorCode === undefined) return 'success';
  return /Denied|Unauthorized|Forbidden|NotAuthorized|AuthFailure/.test(errorCode) ? 'denied' : 'failed';
}
