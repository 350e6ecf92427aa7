import type { Resource, Subject } from '#services/model/subject.ts';
import accessKeyKind, { UNKNOWN_CALLER, type AccessKeyDetails } from '#services/resources/access-key.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * Whose credentials made the call: the access key, or the principal where there is none (console sign-ins), or whoever
 * else the record names. Nobody is left out: who is not named at all is the unknown caller of the account. GuardDuty
 * calls credentials a target, whoever holds them.
 */
export function aboutAccessKey(record: CloudTrailRecord): Subject {
  return accessKey(callerIdOf(record), record);
}

/** In the order of how exactly it names the caller. */
function callerIdOf({ userIdentity }: CloudTrailRecord): string {
  // Nearly everybody has one of the first two: what comes after them is looked up for the rest alone.
  return (
    userIdentity.accessKeyId ||
    userIdentity.principalId ||
    userIdentity.onBehalfOf.userId ||
    userIdentity.arn ||
    userIdentity.credentialId ||
    userIdentity.userName ||
    userIdentity.invokedBy ||
    UNKNOWN_CALLER
  );
}

/** The root user of the account: its console sessions have a new temporary key each, and are still one and the same root. */
export function aboutRootUser(record: CloudTrailRecord): Subject {
  const { accessKeyId } = record.userIdentity;
  return accessKey(accessKeyId?.startsWith('AKIA') ? accessKeyId : record.accountId, record);
}

/** Whoever changed a setting of the account: what has to be put right is the account, so one with two keys makes one finding. */
export function aboutAccount(record: CloudTrailRecord): Subject {
  return accessKey(record.accountId, record);
}

/** The fields that `aboutAccessKey` depends on, where a caller has a key, a principal or an ARN. */
export const ACCESS_KEY_FIELDS = [
  'userIdentity.accessKeyId',
  'userIdentity.principalId',
  'userIdentity.arn',
  'userIdentity.userName',
  'userIdentity.type',
  'userIdentity.sessionContext.sessionIssuer.userName',
] as const;

function accessKey(id: string, record: CloudTrailRecord): Subject {
  return { resource: { id, resourceType: 'AccessKey', accessKeyDetails: accessKeyDetailsOf(record) }, role: 'TARGET' };
}

export function accessKeyDetailsOf({ userIdentity }: CloudTrailRecord): AccessKeyDetails {
  const { accessKeyId, userName, type, sessionContext, invokedBy } = userIdentity;
  const principalId = userIdentity.principalId || userIdentity.onBehalfOf.userId;
  const name = userName || sessionContext.sessionIssuer.userName || (type === 'AWSService' ? invokedBy : undefined);
  return {
    ...(accessKeyId ? { accessKeyId } : {}),
    ...(principalId ? { principalId } : {}),
    ...(name ? { userName: name } : {}),
    ...(type ? { userType: type } : {}),
  };
}

/** Whether the call was made without any credentials: S3 and a few others answer those too. */
export function isAnonymous({ userIdentity: { type, accessKeyId, principalId } }: CloudTrailRecord): boolean {
  return type === 'AWSAccount' && !accessKeyId && !principalId;
}

/** How a sentence calls the caller: `user alice`, `role WebServer (session i-…)`, `the root user`. */
export function callerOf(resource: Resource): string {
  return accessKeyKind.words(resource.accessKeyDetails ?? {});
}
