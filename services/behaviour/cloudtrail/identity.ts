import type { IdentityKind } from '#services/model/behaviour.ts';
import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { UNKNOWN_CALLER } from '#services/resources/access-key.ts';

/** The fields that an identity depends on. */
export const IDENTITY_FIELDS = [
  'userIdentity.type',
  'userIdentity.principalId',
  'userIdentity.arn',
  'userIdentity.userName',
  'userIdentity.accountId',
  'callerKind',
] as const;

/**
 * Who acts, whichever key they use and whichever session they are in: keys rotate, and who works as before should be known
 * as before. The key is told of where a finding shows who it was. Undefined: AWS itself, or nobody.
 */
export function aboutIdentity(record: CloudTrailRecord): Subject | undefined {
  const id = identityOf(record);
  if (id === undefined) return undefined;
  const { accessKeyId, principalId, userName, type, sessionContext } = record.userIdentity;
  const name = userName || sessionContext.sessionIssuer.userName;
  return {
    resource: {
      id,
      resourceType: 'AccessKey',
      accessKeyDetails: {
        ...(accessKeyId && { accessKeyId }),
        ...(principalId && { principalId }),
        ...(name && { userName: name }),
        ...(type && { userType: type }),
      },
    },
    role: 'TARGET',
  };
}

function identityOf(record: CloudTrailRecord): string | undefined {
  const {
    type,
    arn,
    principalId,
    userName,
    accountId = record.accountId,
    sessionContext,
    onBehalfOf,
  } = record.userIdentity;
  switch (type) {
    case 'AWSService':
      return undefined;
    case 'Root':
      return `root of ${accountId}`;
    case 'AssumedRole': {
      const role = sessionContext.sessionIssuer.arn ?? arn?.replace(/\/[^/]*$/, '');
      const session = sessionOf(record);
      return role && (isPerson(role, session) ? `${role}/${session}` : role);
    }
    case 'AWSAccount':
      return record.callerKind === 'anonymous' ? undefined : (arn ?? principalId ?? accountId);
    default:
      // A sign-in that failed may name anybody.
      return arn || onBehalfOf.userId || principalId || (userName ? `user ${userName}` : UNKNOWN_CALLER);
  }
}

/** Sessions of people who share a role are named after them. */
function isPerson(role: string, session: string): boolean {
  return session.includes('@') || (role.includes('AWSReservedSSO_') && session !== '');
}

function sessionOf({ userIdentity: { principalId = '' } }: CloudTrailRecord): string {
  return principalId.slice(principalId.indexOf(':') + 1);
}

/** What the record alone tells of the identity. */
export function kindOfIdentity(record: CloudTrailRecord): IdentityKind {
  const { type, sessionContext, accountId = record.accountId } = record.userIdentity;
  const { arn = '' } = sessionContext.sessionIssuer;
  const role = arn.slice(arn.lastIndexOf('/') + 1);
  return { class: classOf(record, type), peers: role === '' ? `users of ${accountId}` : role };
}

function classOf({ callerKind }: CloudTrailRecord, type: string | undefined): string {
  if (type === 'Root') return 'root';
  return callerKind === 'workload' || callerKind === 'service' ? 'machine' : 'person';
}
