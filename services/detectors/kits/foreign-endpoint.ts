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

/**
 * A condition for `where`: anything but an address of AWS of which it is not known whose it is. What comes through an endpoint shows
 * an address of the VPC, which may be any.
 */
export function mayBeTold(address: string | undefined, { organization, intel }: Omit<Look, 'settings'>): boolean {
  return address !== undefined && (organization.ownerOf(address) !== undefined || !intel.amazon(address));
}

/** Whether a call with credentials of the account came from a public address of another member, which is not one that others use. */
export function fromOther(record: CloudTrailRecord, { organization }: Pick<Look, 'organization'>): boolean {
  const { vpcEndpointId, sourceIPAddress, userIdentity, time } = record;
  const caller = accountOf(userIdentity);
  const owner = sourceIPAddress === undefined ? undefined : organization.ownerOf(sourceIPAddress);
  return (
    owner !== undefined &&
    owner !== caller &&
    caller === record.accountId &&
    vpcEndpointId === undefined &&
    isByCaller(userIdentity.invokedBy) &&
    !organization.serves('network', { accountId: owner }, time)
  );
}
