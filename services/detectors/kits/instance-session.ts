import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * The instance whose credentials made the call, where its metadata service issued them; undefined for other
 * credentials. Instance identity roles have two more colons in their principal; `ec2RoleDelivery` marks keys that the
 * metadata service issued ("CloudTrail userIdentity element").
 */
export function instanceSessionOf(record: CloudTrailRecord): string | undefined {
  return record.holder === 'instance' ? sessionNameOf(record) : undefined;
}

/** The text after the last colon of the principal. */
export function sessionNameOf({ userIdentity: { principalId = '' } }: CloudTrailRecord): string {
  return principalId.slice(principalId.lastIndexOf(':') + 1);
}
