import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Outcome } from '../act-code.ts';
import { clientOf } from './client.ts';

/** Services that act for a caller: their calls count as the caller's own. */
const ON_BEHALF = new Set(['signin.amazonaws.com', 'cloudformation.amazonaws.com']);

/** A condition for `where`: accepts calls by callers, and no calls that AWS services make by themselves. */
export function isByCaller(invokedBy: string | undefined): boolean {
  return invokedBy === undefined || !invokedBy.endsWith('.amazonaws.com') || ON_BEHALF.has(invokedBy);
}

/** Whether an infrastructure-as-code tool made the call, on anybody's behalf. */
export function isByTool({ userIdentity, callerKind, userAgent }: CloudTrailRecord): boolean {
  const byService = userIdentity.invokedBy?.startsWith('cloudformation.') ?? false;
  return byService || callerKind === 'pipeline' || clientOf(userAgent) === 'tool';
}

export function outcomeOf(errorCode: string | undefined): Outcome {
  if (errorCode === undefined) return 'success';
  return /Denied|Unauthorized|Forbidden|NotAuthorized|AuthFailure/.test(errorCode) ? 'denied' : 'failed';
}
