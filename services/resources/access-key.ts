import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { OCSF_USER } from '#services/model/ocsf.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';

const schema = z
  .object({
    accessKeyId: z.string().optional().describe('Absent for console sessions, which have none.'),
    principalId: z
      .string()
      .optional()
      .describe('The id of the principal; for a session, followed by a colon and the session name.'),
    userName: z.string().optional().describe('The name of the user, or of the role.'),
    userType: z.string().optional().describe('The type in CloudTrail: IAMUser, AssumedRole, Root…'),
  })
  .describe('Credentials and their owner.');

/** The id of a caller that a record does not name: the finding is then about the account. */
export const UNKNOWN_CALLER = 'unknown caller';

export type AccessKeyDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly accessKeyDetails: AccessKeyDetails;
  }
  interface ResourceTypes {
    readonly AccessKey: 'accessKeyDetails';
  }
}

/**
 * The caller. A console session has no access key: then the user identifies it, and callers without either keep their
 * principal id.
 */
export default defineResourceKind({
  member: 'accessKeyDetails',
  type: 'AccessKey',
  guardduty: true,
  schema,
  id: ({ accessKeyId, principalId }) => accessKeyId || principalId || undefined,
  words({ userName, userType, principalId, accessKeyId }) {
    const session = principalId?.includes(':') ? principalId.slice(principalId.lastIndexOf(':') + 1) : undefined;
    if (userType === 'Root') return 'the root user';
    if (userType === 'AssumedRole') return `role ${userName ?? '(unnamed)'}${session ? ` (session ${session})` : ''}`;
    if (userType === 'AWSService') return `the service ${userName ?? '(unnamed)'}`;
    if (userName) return `user ${userName}`;
    if (userType === 'IdentityCenterUser' && principalId) return `IAM Identity Center user ${principalId}`;
    if (userType === 'AWSAccount' && !principalId) return 'an anonymous caller';
    if (principalId) return `principal ${principalId}`;
    return accessKeyId ? `the holder of access key ${accessKeyId}` : 'a caller whom the record does not name';
  },
  asff({ accessKeyId, principalId, userName, userType }, { accountId, partition, id }) {
    if (accessKeyId)
      return {
        Type: 'AwsIamAccessKey',
        Id: `AWS::IAM::AccessKey:${accessKeyId}`,
        Details: {
          AwsIamAccessKey: {
            AccessKeyId: line(accessKeyId, 256),
            AccountId: accountId,
            PrincipalId: line(principalId, 256),
            PrincipalType: line(userType, 64),
            PrincipalName: line(userName, 256),
          },
        },
      };
    if (userType === 'IAMUser' && userName)
      return {
        Type: 'AwsIamUser',
        Id: `arn:${partition}:iam::${accountId}:user/${userName}`,
        Details: { AwsIamUser: { UserId: line(principalId, 256), UserName: line(userName, 256) } },
      };
    if (userType === 'Root' || id === UNKNOWN_CALLER) return { Type: 'AwsAccount', Id: `AWS::::Account:${accountId}` };
    return otherResource(principalId ?? id, { PrincipalId: principalId, UserName: userName, UserType: userType });
  },
  ocsf: ({ accessKeyId, principalId, userName, userType }) => ({
    name: userName,
    user: {
      name: userName,
      type: userType,
      type_id: OCSF_KINDS.get(userType ?? '') ?? OCSF_USER.other,
      uid_alt: principalId,
      credential_uid: accessKeyId,
    },
  }),
});

/** CloudTrail's kinds of callers that OCSF also has. A role is not among them. */
const OCSF_KINDS: ReadonlyMap<string, number> = new Map([
  ['IAMUser', OCSF_USER.user],
  ['IdentityCenterUser', OCSF_USER.user],
  ['Root', OCSF_USER.admin],
  ['AWSService', OCSF_USER.system],
]);
