import { isByCaller } from './api-call.ts';
import { accountOf } from '#services/sources/cloudtrail/event.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Look } from '#services/model/look.ts';

/** A condition for `where`: the record says whose VPC endpoint the call came through. AWS writes it since event version 1.09. */
export function isAccount(id: string | undefined): boolean {
  return id !== undefined && /^\d{12}$/.test(id);
}

/**
 * Whether a call with credentials of the account came through another account's VPC endpoint, which is not one that the
 * owner says others use. The endpoint's owner is written by AWS: a caller cannot choose it ("CloudTrail record contents").
 */
export function throughOther(record: CloudTrailRecord, { organization }: Pick<Look, 'organization'>): boolean {
  const { vpcEndpointId, vpcEndpointAccountId: accountId, userIdentity, time } = record;
  const caller = accountOf(userIdentity);
  return (
    accountId !== undefined &&
    accountId !== caller &&
    caller === record.accountId &&
    vpcEndpointId !== undefined &&
    isByCaller(userIdentity.invokedBy) &&
    !organization.serves('network', { accountId }, time)
  );
}
