import type { Resource, Subject } from '#services/model/subject.ts';
import accessKeyKind, { UNKNOWN_CALLER, type AccessKeyDetails } from '#services/resources/access-key.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * The credentials that made the call: the access key, or the principal where there is no key (console sign-ins), or
 * another name in the record. Every record has a subject: a caller without any name is the unknown caller of the
 * account. GuardDuty calls credentials a target, no matter who holds them.
 */
export function aboutAccessKey(record: CloudTrailRecord): Subject {
  return accessKey(callerIdOf(record), record);
}

/** The most exact name of the caller comes first. */
function callerIdOf({ userIdentity }: CloudTrailRecord): string {
  // Nearly every record has one of the first two names: the others are looked up only where both are missing.
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

/** The root user of the account. Each console session has a new temporary key but belongs to the same root user. */
export function aboutRootUser(record: CloudTrailRecord): Subject {
  const { accessKeyId } = record.userIdentity;
  return accessKey(accessKeyId?.startsWith('AKIA') ? accessKeyId : record.accountId, record);
}

/**
 * The account whose setting was changed, with the caller's key. The account has to be put right, so changes with two
 * keys make one finding.
 */
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

/** Whether the call was made without any credentials: S3 and a few other services answer such calls. */
export function isAnonymous({ userIdentity: { type, accessKeyId, principalId } }: CloudTrailRecord): boolean {
  return type === 'AWSAccount' && !accessKeyId && !principalId;
}

/** How a sentence names the caller: `user alice`, `role WebServer (session i-…)`, `the root user`. */
export function callerOf(resource: Resource): string {
  return accessKeyKind.words(resource.accessKeyDetails ?? {});
}
