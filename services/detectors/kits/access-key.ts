import type { Resource, Subject } from '#services/model/subject.ts';
import accessKeyKind, { type AccessKeyDetails } from '#services/resources/access-key.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * The credentials that made the call. Identified by the access key, or the principal where there is none (console
 * sign-ins), or the ARN; undefined for AWS services, which act without credentials of the account. GuardDuty calls
 * credentials a target, whoever holds them.
 */
export function aboutAccessKey(record: CloudTrailRecord): Subject | undefined {
  return accessKey(accessKeyKind.id(record.userIdentity) || record.userIdentity.arn, record);
}

/** The root user of the account: its console sessions have a new temporary key each, and are still one and the same root. */
export function aboutRootUser(record: CloudTrailRecord): Subject | undefined {
  const { accessKeyId } = record.userIdentity;
  return accessKey(accessKeyId?.startsWith('AKIA') ? accessKeyId : record.accountId, record);
}

/** The fields that `aboutAccessKey` depends on. */
export const ACCESS_KEY_FIELDS = [
  'userIdentity.accessKeyId',
  'userIdentity.principalId',
  'userIdentity.arn',
  'userIdentity.userName',
  'userIdentity.type',
  'userIdentity.sessionContext.sessionIssuer.userName',
] as const;

function accessKey(id: string | undefined, record: CloudTrailRecord): Subject | undefined {
  if (!id) return undefined;
  return { resource: { id, resourceType: 'AccessKey', accessKeyDetails: accessKeyDetailsOf(record) }, role: 'TARGET' };
}

export function accessKeyDetailsOf({ userIdentity }: CloudTrailRecord): AccessKeyDetails {
  const { accessKeyId, principalId, userName, type, sessionContext } = userIdentity;
  const name = userName || sessionContext.sessionIssuer.userName;
  return {
    ...(accessKeyId ? { accessKeyId } : {}),
    ...(principalId ? { principalId } : {}),
    ...(name ? { userName: name } : {}),
    ...(type ? { userType: type } : {}),
  };
}

/** How a sentence calls the caller: `user alice`, `role WebServer (session i-…)`, `the root user`. */
export function callerOf(resource: Resource): string {
  return accessKeyKind.words(resource.accessKeyDetails ?? {});
}
