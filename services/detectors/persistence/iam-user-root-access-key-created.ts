import { event, iamUser, rootUser } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { aboutRootUser } from '../kits/access-key.ts';
import { isGiven, member } from '../kits/parameters.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';
import { signedIn } from '../kits/sign-in.ts';

export default defineSignals({
  type: 'Persistence:IAMUser/RootAccessKeyCreated',
  own: true,
  title: 'The root user was given long-term credentials',
  why: 'No IAM policy restricts the root user, and nobody looks for a root key where there was none before.',
  asks: 'Did the root user get an access key, a signing certificate, a new password or a new e-mail address?',
  attack: ['T1098.001', 'T1078.004'],
  signals: [
    {
      means: 'root created a key or a certificate for itself',
      severity: 'High',
      service: 'iam',
      calls: ['CreateAccessKey', 'UploadSigningCertificate'],
      did: (parameters, { eventName, userIdentity }) =>
        userIdentity.type === 'Root' && isOwn(parameters)
          ? `created ${eventName === 'CreateAccessKey' ? 'an access key' : 'a signing certificate'} for root`
          : undefined,
      deployed: false,
    },
    {
      means: 'the password or the e-mail address of root was changed',
      severity: 'High',
      service: 'signin',
      calls: ['PasswordUpdated', 'PasswordRecoveryCompleted', 'EmailUpdated'],
      did: (_, record) =>
        record.userIdentity.type === 'Root' && signedIn(record)
          ? `changed the ${record.eventName === 'EmailUpdated' ? 'e-mail address' : 'password'} of root`
          : undefined,
      deployed: false,
    },
    {
      means: 'the management account let root of a member set a new password',
      severity: 'High',
      service: 'sts',
      calls: ['AssumeRoot'],
      did: (parameters) =>
        String(member(parameters, 'taskPolicyArn', 'arn') ?? parameters['taskPolicyArn']).endsWith(
          'root-task/IAMCreateRootUserPassword',
        )
          ? `let root of ${String(parameters['targetPrincipal'] ?? 'a member')} set a new password`
          : undefined,
      deployed: false,
    },
  ],
  about: aboutRootUser,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-RootAccessKeyCreated',
  blindTo: [
    'A key that root had already.',
    'Requests for a password reset: anybody who knows the address may make one.',
  ],
  falsePositives: ['The set-up of an account, in which root gets its password.'],
  respond: [
    'Ask the holder of the root credentials whether it was them.',
    'If not, set another password and e-mail address, delete the keys of root, and review what root did since.',
    'Member accounts need no root credentials at all: delete them centrally from the management account.',
  ],
  references: [
    {
      title: 'Root user best practices for your AWS account',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
    },
  ],
  examples: {
    fires: {
      'a key': () => ({
        ...root('CreateAccessKey', null),
        also: ['Policy:IAMUser/RootCredentialUsage', 'Persistence:IAM/AccountManipulation'],
      }),
      'a certificate': () => root('UploadSigningCertificate', { certificateBody: 'HIDDEN' }),
      'a new password': () => signIn('PasswordUpdated'),
      'root of a member may set a new password': () => assumeRoot('IAMCreateRootUserPassword'),
    },
    quiet: {
      'a key for a user, by root': () => root('CreateAccessKey', { userName: 'alice' }),
      'a key for the user’s own use': () => called('iam', 'CreateAccessKey', null, { userIdentity: iamUser() }),
      'it was refused': () => root('CreateAccessKey', null, REFUSED),
      'a password reset is requested': () => signIn('PasswordRecoveryRequested'),
      'a failed change of the password': () => signIn('PasswordUpdated', 'Failure'),
      'root credentials of a member are deleted': () => assumeRoot('IAMDeleteRootUserCredentials'),
    },
  },
});

/** Root names no user in calls about itself; the console names the account. */
function isOwn({ userName }: Parameters): boolean {
  return !isGiven(userName) || userName === 'root';
}

const ALSO = { also: ['Policy:IAMUser/RootCredentialUsage' as const] };

function root(eventName: string, parameters: object | null, overrides: Partial<CloudTrailRecord> = {}) {
  return { ...called('iam', eventName, parameters, { userIdentity: rootUser(), ...overrides }), ...ALSO };
}

function signIn(eventName: string, outcome = 'Success') {
  const overrides = { eventSource: 'signin.amazonaws.com', eventType: 'AwsConsoleSignIn', readOnly: false };
  return {
    records: [event({ ...overrides, eventName, userIdentity: rootUser(), responseElements: { [eventName]: outcome } })],
    ...ALSO,
  };
}

function assumeRoot(task: string) {
  return called('sts', 'AssumeRoot', {
    targetPrincipal: '444455556666',
    taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` },
  });
}
