import type { Identity } from '#services/model/behaviour.ts';
import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { UNKNOWN_CALLER } from '#services/resources/access-key.ts';

/**
 * Who acts, whichever key they use and whichever session they are in: keys rotate, and who works as before should be known
 * as before. The key is told of where a finding shows who it was. Undefined: AWS itself, nobody, or a user
 * of IAM Identity Center by himself, of whom few services write.
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
  const { callerKind, userIdentity } = record;
  if (callerKind === 'service' || callerKind === 'anonymous') return undefined;
  switch (userIdentity.type) {
    case 'IdentityCenterUser':
      return undefined;
    case 'Root':
      return `root of ${userIdentity.accountId ?? record.accountId}`;
    case 'AssumedRole': {
      const role = userIdentity.sessionContext.sessionIssuer.arn ?? userIdentity.arn?.replace(/\/[^/]*$/, '');
      const session = sessionOf(record);
      return role && (isPerson(role, session) ? `${role}/${session}` : role);
    }
    default:
      // A sign-in that failed may name anybody.
      return (
        userIdentity.arn ||
        userIdentity.principalId ||
        (userIdentity.userName ? `user ${userIdentity.userName}` : UNKNOWN_CALLER)
      );
  }
}

/** Sessions of people who share a role are named after them. */
function isPerson(role: string, session: string): boolean {
  return session.includes('@') || (role.includes('AWSReservedSSO_') && session !== '');
}

function sessionOf({ userIdentity: { principalId = '' } }: CloudTrailRecord): string {
  return principalId.slice(principalId.indexOf(':') + 1);
}

/** Who acts, and what the record alone tells of them. */
export function identityIn(record: CloudTrailRecord): Identity | undefined {
  const id = identityOf(record);
  if (id === undefined) return undefined;
  const { sessionContext, accountId = record.accountId } = record.userIdentity;
  const { arn = '' } = sessionContext.sessionIssuer;
  const role = arn.slice(arn.lastIndexOf('/') + 1);
  return { id, class: classOfIdentity(record), peers: role === '' ? `users of ${accountId}` : role };
}

/** Of which class of identities, whose ordinary days differ, the caller is. */
export function classOfIdentity({ callerKind, userIdentity }: CloudTrailRecord): string {
  if (userIdentity.type === 'Root') return 'root';
  return callerKind === 'workload' || callerKind === 'service' ? 'machine' : 'person';
}
