import { iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { onlyDenies } from '../kits/admin-document.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAMUser/SelfGrant',
  own: true,
  title: 'An identity extended its own permissions',
  why: 'Somebody who may change all permissions and starts with their own has seldom been asked to do so.',
  asks: 'Did a user or a role session give itself permissions, remove its own boundary, or change who may assume its role?',
  attack: ['T1098.003', 'T1548.005'],
  signals: [
    {
      means: 'a user extended its own permissions',
      severity: 'High',
      service: 'iam',
      calls: ['AttachUserPolicy', 'PutUserPolicy', 'AddUserToGroup', 'DeleteUserPermissionsBoundary'],
      did: ofUser,
      deployed: false,
    },
    {
      means: 'a role session extended the permissions of its role, or changed who may assume it',
      severity: 'Medium',
      service: 'iam',
      calls: ['AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy', 'DeleteRolePermissionsBoundary'],
      did: ofRole,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-SelfGrant',
  blindTo: [
    'Permissions given through a group or a policy that the identity has already.',
    'Permissions given with a second identity of the same person.',
    'A policy that only denies and replaces one that denied more.',
  ],
  falsePositives: [
    'Administrators who work with the access key of a user and maintain that user’s permissions by hand.',
    'A deployment role that manages itself: add it to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the caller whether the change was approved.',
    'If not, remove the permissions, disable the credentials, and review what they did since.',
  ],
  references: [
    {
      title: 'Permissions boundaries for IAM entities',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    },
  ],
  examples: {
    fires: {
      'a user attaches a policy to itself': () =>
        called('iam', 'AttachUserPolicy', { userName: 'mallory', policyArn: POWER }),
      'in another case, since user names ignore case': () =>
        called('iam', 'PutUserPolicy', { userName: 'Mallory', policyName: 'p', policyDocument: '{}' }),
      'a document that allows something, too': () =>
        called('iam', 'PutUserPolicy', {
          userName: 'mallory',
          policyName: 'p',
          policyDocument: policy('Deny', 'Allow'),
        }),
      'joins a group': () => called('iam', 'AddUserToGroup', { userName: 'mallory', groupName: 'admins' }),
      'a user removes its boundary': () => called('iam', 'DeleteUserPermissionsBoundary', { userName: 'mallory' }),
      'a session gives its role a policy': () =>
        called(
          'iam',
          'AttachRolePolicy',
          { roleName: 'Operations', policyArn: POWER },
          { userIdentity: roleSession() },
        ),
    },
    quiet: {
      'a policy that only denies, as the console writes to revoke the sessions of a role': () =>
        called(
          'iam',
          'PutRolePolicy',
          { roleName: 'Operations', policyName: 'AWSRevokeOlderSessions', policyDocument: policy('Deny') },
          { userIdentity: roleSession() },
        ),
      'a policy of AWS that only denies': () =>
        called('iam', 'AttachUserPolicy', { userName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
      'another user': () => called('iam', 'AttachUserPolicy', { userName: 'alice', policyArn: POWER }),
      'another role': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: POWER }, { userIdentity: roleSession() }),
      'a user with the name of the role': () =>
        called(
          'iam',
          'AttachUserPolicy',
          { userName: 'Operations', policyArn: POWER },
          { userIdentity: roleSession() },
        ),
      'a user of that name in another account': () =>
        called(
          'iam',
          'AttachUserPolicy',
          { userName: 'mallory', policyArn: POWER },
          {
            userIdentity: iamUser('mallory', '444455556666'),
          },
        ),
      'the user’s own key': () => called('iam', 'CreateAccessKey', { userName: 'mallory' }),
      'it was refused': () => called('iam', 'AttachUserPolicy', { userName: 'mallory', policyArn: POWER }, REFUSED),
      'CloudFormation updates the role that it works with': () =>
        called(
          'iam',
          'PutRolePolicy',
          { roleName: 'Operations', policyName: 'p' },
          {
            ...BY_CLOUDFORMATION,
            userIdentity: { ...roleSession(), invokedBy: 'cloudformation.amazonaws.com' },
          },
        ),
    },
  },
});

const POWER = 'arn:aws:iam::aws:policy/PowerUserAccess';

function policy(...effects: readonly string[]): string {
  return JSON.stringify({ Statement: effects.map((Effect) => ({ Effect, Action: 's3:*', Resource: '*' })) });
}

function ofUser(parameters: Parameters, record: CloudTrailRecord): string | undefined {
  const { type, userName } = record.userIdentity;
  return type === 'IAMUser' && isSame(userName, parameters['userName']) && isAtHome(record)
    ? saidOf(record.eventName, parameters, 'its own')
    : undefined;
}

function ofRole(parameters: Parameters, record: CloudTrailRecord): string | undefined {
  const { type, sessionContext } = record.userIdentity;
  return type === 'AssumedRole' &&
    isSame(sessionContext.sessionIssuer.userName, parameters['roleName']) &&
    isAtHome(record)
    ? saidOf(record.eventName, parameters, "its own role's")
    : undefined;
}

/** What the call did, and with which policy or group; undefined if the policy gives nothing. */
function saidOf(call: string, parameters: Parameters, whose: string): string | undefined {
  if (!call.startsWith('Update') && (onlyDenies(parameters['policyDocument']) || isDenyAll(parameters)))
    return undefined;
  const did = DID[call] ?? extended;
  const named = textOf(parameters['policyArn']) ?? textOf(parameters['policyName']) ?? textOf(parameters['groupName']);
  return `${did(whose)} (${named === undefined ? call : `${call} ${named}`})`;
}

const extended = (whose: string): string => `extended ${whose} permissions`;
const removedBoundary = (whose: string): string => `removed ${whose} permissions boundary`;
const DID: Readonly<Record<string, (whose: string) => string>> = {
  DeleteUserPermissionsBoundary: removedBoundary,
  DeleteRolePermissionsBoundary: removedBoundary,
  UpdateAssumeRolePolicy: (whose) => `changed ${whose} trust policy`,
};

/** Policies of AWS without an Allow ("AWS managed policies"). */
const DENYING = /^arn:aws[a-z-]*:iam::aws:policy\/AWS(?:DenyAll|CompromisedKeyQuarantine(?:V\d+)?)$/;

function isDenyAll({ policyArn }: Parameters): boolean {
  return DENYING.test(textOf(policyArn) ?? '');
}

function isSame(name: string | undefined, changed: unknown): boolean {
  return name !== undefined && typeof changed === 'string' && name.toLowerCase() === changed.toLowerCase();
}

function isAtHome({ userIdentity, accountId }: CloudTrailRecord): boolean {
  return userIdentity.accountId === undefined || userIdentity.accountId === accountId;
}
