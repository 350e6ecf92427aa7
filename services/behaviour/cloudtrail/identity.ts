import type { Identity } from '#services/model/behaviour.ts';
import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { UNKNOWN_CALLER } from '#services/resources/access-key.ts';

/**
 * The identity that acts, whichever key or session it uses. Keys rotate, so an identity is not recognized by its key,
 * but findings show the key as well. Undefined: AWS itself, anonymous callers, or a user of IAM Identity Center without
 * a role, whom few services record.
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
      // A failed sign-in may name anybody.
      return (
        userIdentity.arn ||
        userIdentity.principalId ||
        (userIdentity.userName ? `user ${userIdentity.userName}` : UNKNOWN_CALLER)
      );
  }
}

/** Whether a session is a person's: people share a role, and their sessions are named after them. */
function isPerson(role: string, session: string): boolean {
  return session.includes('@') || (role.includes('AWSReservedSSO_') && session !== '');
}

function sessionOf({ userIdentity: { principalId = '' } }: CloudTrailRecord): string {
  return principalId.slice(principalId.indexOf(':') + 1);
}

/** The identity that acts, with its class and peers as far as the record alone tells. */
export function identityIn(record: CloudTrailRecord): Identity | undefined {
  const id = identityOf(record);
  if (id === undefined) return undefined;
  const { sessionContext, accountId = record.accountId } = record.userIdentity;
  const { arn = '' } = sessionContext.sessionIssuer;
  const role = arn.slice(arn.lastIndexOf('/') + 1);
  return { id, class: classOfIdentity(record), peers: role === '' ? `users of ${accountId}` : role };
}

/**
 * The class of the caller: classes differ in their ordinary days. `signed-in` are people in the console or with a session
 * of IAM Identity Center; `person` is whoever else acts with a key or takes a role.
 */
export function classOfIdentity({ callerKind, userIdentity }: CloudTrailRecord): string {
  if (userIdentity.type === 'Root') return 'root';
  if (callerKind === 'workload' || callerKind === 'service') return 'machine';
  return callerKind === 'person' ? 'signed-in' : 'person';
}
