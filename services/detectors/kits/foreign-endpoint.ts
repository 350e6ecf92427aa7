import { isByCaller } from './api-call.ts';
import { accountOf } from '#services/sources/cloudtrail/event.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Look } from '#services/model/look.ts';

/**
 * A condition for `where`: the record names the owner of the VPC endpoint that the call came through. AWS writes it
 * since event version 1.09.
 */
export function isAccount(id: string | undefined): boolean {
  return id !== undefined && /^\d{12}$/.test(id);
}

/**
 * Whether a call with credentials of the account came through another account's VPC endpoint, unless the owner says
 * that others use that account's network. AWS writes the endpoint's owner: a caller cannot choose it ("CloudTrail
 * record contents").
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
 * A condition for `where`: any address except one of AWS whose owner is unknown. A call through an endpoint shows an
 * address of the VPC, which may be any.
 */
export function mayBeTold(address: string | undefined, { organization, intel }: Omit<Look, 'settings'>): boolean {
  return address !== undefined && (organization.ownerOf(address) !== undefined || !intel.amazon(address));
}

/**
 * Whether a call with credentials of the account came from a public address of another member, unless the owner says
 * that others use that member's network.
 */
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
