import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * The instance whose credentials made the call, where they came from its metadata service; undefined for other
 * credentials. The session's name is the text after the last colon of the principal, for instance identity roles have
 * two more of them; `ec2RoleDelivery` marks keys that the metadata service issued ("CloudTrail userIdentity element").
 */
export function instanceSessionOf({ userIdentity }: CloudTrailRecord): string | undefined {
  const { principalId = '', sessionContext } = userIdentity;
  const start = principalId.lastIndexOf(':') + 1;
  // Asked of every role's session that calls from outside: few names are as long as an instance id.
  const mayBeInstance = INSTANCE_ID_LENGTHS.includes(principalId.length - start);
  if (!mayBeInstance && sessionContext.ec2RoleDelivery === undefined) return undefined;
  const session = principalId.slice(start);
  return INSTANCE_ID.test(session) || sessionContext.ec2RoleDelivery !== undefined ? session : undefined;
}

const INSTANCE_ID_LENGTHS = ['i-'.length + 8, 'i-'.length + 17];

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;
