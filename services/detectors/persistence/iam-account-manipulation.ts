import { admitsServicesAlone } from '#services/resources/kits/trust.ts';
import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from '../kits/api-call.ts';
import { isRoleAtLarge } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';

/** An attacker who takes a user over keeps the password instead of having it changed. */
const FOR_SOMEBODY: Signal['routine'] = {
  means: 'a person set a password that the user has to change at the next sign-in, as a help desk does',
  is: ({ callerKind, requestParameters }) =>
    callerKind === 'person' && isTrue(requestParameters?.['passwordResetRequired']),
};

/** A role that only services take gives nobody a way back in; who gets work done with it needs another permission. */
const WITHOUT_CALLERS: Signal['routine'] = {
  means: 'a signed-in person changed a trust policy, or it admits services of AWS alone',
  is: (record) => AT_WORK.is(record) || admitsServicesAlone(record.requestParameters?.['policyDocument'], record.time),
};

export default defineSignals({
  type: 'Persistence:IAM/AccountManipulation',
  title: 'Credentials or a trust policy were created or changed',
  why: 'Attackers create a second key, a password or a role that trusts them, which still works after the first key is disabled.',
  asks: 'Was an access key created, a console password set, or the trust policy of a role changed?',
  attack: ['T1098.001', 'T1098', 'T1136.003'],
  signals: [
    {
      means: 'a user was given a console password',
      severity: 'High',
      service: 'iam',
      calls: ['CreateLoginProfile'],
      did: (parameters) => `gave ${userOf(parameters)} a console password`,
      deployed: true,
      unless: 'help-desk',
      routine: FOR_SOMEBODY,
    },
    {
      means: 'the password of a user was set',
      severity: 'Medium',
      service: 'iam',
      calls: ['UpdateLoginProfile'],
      did: (parameters) => `set the password of ${userOf(parameters)}`,
      deployed: true,
      unless: 'help-desk',
      routine: FOR_SOMEBODY,
    },
    {
      means: 'the trust policy of a role was changed',
      severity: 'Medium',
      service: 'iam',
      calls: ['UpdateAssumeRolePolicy'],
      did: ({ roleName }) => `changed the trust policy of role ${String(roleName ?? '(not named)')}`,
      deployed: true,
      routine: WITHOUT_CALLERS,
    },
    {
      means:
        'the key of a user, or a role at a public address without an infrastructure-as-code tool, created an access key for another user',
      severity: 'Medium',
      service: 'iam',
      calls: ['CreateAccessKey'],
      did: (parameters, record) =>
        isForAnother(parameters, record) ? `created an access key for ${userOf(parameters)}` : undefined,
      deployed: true,
      unless: 'key-rotation',
    },
    {
      means: 'an access key was created otherwise',
      severity: 'Low',
      service: 'iam',
      calls: ['CreateAccessKey'],
      did: (parameters, record) =>
        isForAnother(parameters, record) ? undefined : `created an access key for ${userOf(parameters)}`,
      deployed: true,
      unless: 'key-rotation',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAM-AccountManipulation',
  blindTo: [
    'Whom the role trusts now: Persistence:IAMUser/ForeignTrust reports strangers, whoever lets them in.',
    'New roles and users.',
    'Signing certificates, SSH keys and service-specific credentials.',
  ],
  falsePositives: ['A help desk that sets passwords, and automation that rotates keys.'],
  respond: [
    'Ask the caller whom the key, the password or the trust was for.',
    'If nobody knows, delete the key or the password, restore the trust policy, and disable the caller’s credentials.',
    'Review what the new key, user or role did since.',
  ],
  references: [
    {
      title: 'Manage access keys for IAM users',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    },
  ],
  examples: {
    fires: {
      'a user gives another user a password': () =>
        called('iam', 'CreateLoginProfile', { userName: 'bob', passwordResetRequired: false }),
      'a password is set, by a person': () =>
        called('iam', 'UpdateLoginProfile', { userName: 'bob' }, { userIdentity: identityCenterUser() }),
      'the trust policy of a role is changed': () =>
        called('iam', 'UpdateAssumeRolePolicy', { roleName: 'app', policyDocument: TRUST }),
      'a trust policy that admits services alone, which is Low': () =>
        called('iam', 'UpdateAssumeRolePolicy', {
          roleName: 'app',
          policyDocument: JSON.stringify({ Statement: [SERVICE] }),
        }),
      'a trust policy that cannot be read': () =>
        called('iam', 'UpdateAssumeRolePolicy', { roleName: 'app', policyDocument: '{' }),
      'a person changes a trust policy, which is Low': () =>
        called(
          'iam',
          'UpdateAssumeRolePolicy',
          { roleName: 'app', policyDocument: TRUST },
          { userIdentity: identityCenterUser() },
        ),
      'a person sets a temporary password, which is Low': () =>
        called(
          'iam',
          'CreateLoginProfile',
          { userName: 'bob', passwordResetRequired: true },
          { userIdentity: identityCenterUser() },
        ),
      'a user sets a temporary password': () =>
        called('iam', 'UpdateLoginProfile', { userName: 'bob', passwordResetRequired: true }),
      'a role creates a key, at a public address': () => called('iam', 'CreateAccessKey', { userName: 'smtp' }, ROLE),
      'the same with Terraform, which is Low': () =>
        called('iam', 'CreateAccessKey', { userName: 'smtp' }, { ...ROLE, userAgent: 'HashiCorp Terraform/1.9.0' }),
      'a role creates a key inside, which is Low': () =>
        called('iam', 'CreateAccessKey', { userName: 'smtp' }, { ...ROLE, sourceIPAddress: '10.0.0.7' }),
      'the key of a user creates one for another user': () => called('iam', 'CreateAccessKey', { userName: 'smtp' }),
      'a user creates its own key by name, which is Low': () =>
        called('iam', 'CreateAccessKey', { userName: 'mallory' }),
      'a user creates its own key': () => called('iam', 'CreateAccessKey', null),
    },
    quiet: {
      'it was refused': () => called('iam', 'CreateLoginProfile', { userName: 'bob' }, REFUSED),
      'the user already has a password': () =>
        called('iam', 'CreateLoginProfile', { userName: 'bob' }, { errorCode: 'EntityAlreadyExistsException' }),
      'CloudFormation changes a trust policy': () =>
        called('iam', 'UpdateAssumeRolePolicy', { roleName: 'app', policyDocument: TRUST }, BY_CLOUDFORMATION),
      'CloudFormation creates users': () => ({
        records: ['CreateLoginProfile', 'UpdateLoginProfile', 'CreateAccessKey'].flatMap(
          (eventName) => called('iam', eventName, { userName: 'bob' }, BY_CLOUDFORMATION).records,
        ),
      }),
      'the help desk sets passwords': () => ({
        records: ['CreateLoginProfile', 'UpdateLoginProfile'].flatMap(
          (eventName) =>
            called('iam', eventName, { userName: 'bob' }, { userIdentity: roleSession('h', 'HelpDesk') }).records,
        ),
        known: [{ who: 'arn:aws:iam::*:role/HelpDesk', purposes: ['help-desk'], because: 'Sets passwords.' }],
      }),
      'a key is deactivated': () => called('iam', 'UpdateAccessKey', { userName: 'bob', status: 'Inactive' }),
      'a known key rotation creates a key': () => ({
        ...called('iam', 'CreateAccessKey', { userName: 'smtp' }, { userIdentity: roleSession('rotate', 'Rotation') }),
        known: [{ who: 'arn:aws:iam::*:role/Rotation', purposes: ['key-rotation'], because: 'Rotates keys.' }],
      }),
      'a user changes its own password': () => called('iam', 'ChangePassword', null),
    },
  },
});

const SERVICE = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
const USER = { ...SERVICE, Principal: { AWS: 'arn:aws:iam::111122223333:user/mallory' } };
const TRUST = JSON.stringify({ Statement: [SERVICE, USER] });

const ROLE = { userIdentity: roleSession('rotate', 'Rotation') };

/**
 * Whether the key of a user makes one for another user, or a role does, which has no user of its own, from a public
 * address and without a tool that deploys.
 */
function isForAnother({ userName }: Parameters, record: CloudTrailRecord): boolean {
  if (isRoleAtLarge(record)) return !saysDeploys(record.userAgent);
  return record.callerKind === 'iam-user' && typeof userName === 'string' && userName !== record.userIdentity.userName;
}

/** A call without a user name concerns the caller's own user. */
function userOf({ userName }: Parameters): string {
  return typeof userName === 'string' ? `user ${userName}` : 'itself';
}
