import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { canonicalAddress } from '#services/sources/address.ts';
import { event, iamUser, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutRootUser } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { isSignIn, signedIn } from '../kits/sign-in.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:IAMUser/RootCredentialUsage',
  title: 'Credentials of the root user were used',
  why: 'No IAM policy restricts the root user, and only a few tasks require it.',
  asks: 'Were credentials of the root user used by a person, not by AWS on behalf of the account?',
  severity: 'Low',
  attack: ['T1078.004'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'Root',
    'userIdentity.invokedBy': isByCaller,
  },
  and: isUsage,
  about: aboutRootUser,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ accountId, count, tallies }) =>
    `The root user of account ${accountId} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}.`,
  asff: 'TTPs/Policy:IAMUser-RootCredentialUsage',
  blindTo: [
    'Sign-in attempts that end before the password is correct.',
    'Object-level calls on buckets for which the trail records no data events.',
  ],
  falsePositives: ['The few tasks that only the root user may do.'],
  respond: [
    'Ask the holder of the root credentials whether it was them, and for what.',
    'If not, change the root password, delete root access keys, replace its MFA device, and review everything it did.',
    'If so, move the task to a role; in member accounts, remove root credentials through centralized root access.',
  ],
  references: [
    {
      title: 'Tasks that require root user credentials',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html',
    },
  ],
  examples: {
    fires: {
      'root signs in': () => root(login('Success')),
      'root creates a user': () => root({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', readOnly: false }),
      'the root password is changed': () =>
        lasting({
          ...login('Success'),
          eventName: 'PasswordUpdated',
          responseElements: { PasswordUpdated: 'Success' },
        }),
      'the root password is recovered': () =>
        lasting({
          ...login('Success'),
          eventName: 'PasswordRecoveryCompleted',
          responseElements: { PasswordRecoveryCompleted: 'Success' },
        }),
      'the e-mail address of root is changed': () =>
        lasting({ ...login('Success'), eventName: 'EmailUpdated', responseElements: { EmailUpdated: 'Success' } }),
      'root in the console, as older records name it': () =>
        root({
          eventSource: 'iam.amazonaws.com',
          eventName: 'CreateUser',
          readOnly: false,
          userIdentity: { ...rootUser(), invokedBy: 'signin.amazonaws.com' },
        }),
      'root in the console, whose servers make the call': () => root({ sourceIPAddress: 'AWS Internal' }),
      'root uses a long-term access key': () =>
        root({ userIdentity: { ...rootUser(), accessKeyId: 'AKIAEXAMPLEROOT00001', sessionContext: undefined } }),
      'root is denied by a service control policy, though the credentials were used': () =>
        root({ errorCode: 'AccessDenied' }),
    },
    quiet: {
      'AWS Support looks at a bucket': () =>
        root({
          userIdentity: { ...rootUser(), accessKeyId: undefined, sessionContext: undefined },
          eventSource: 's3.amazonaws.com',
          eventName: 'GetBucketAcl',
          sourceIPAddress: 'AWS Internal',
          userAgent: '[AWS Support]',
        }),
      'a request for the MFA code': () =>
        root({ ...login('Success'), eventName: 'CheckMfa', responseElements: { CheckMfa: 'Success' } }),
      'a failed sign-in as root': () => root({ ...login('Failure'), errorMessage: 'Failed authentication' }),
      'a request for a new root password': () =>
        root({
          eventSource: 'signin.amazonaws.com',
          eventName: 'PasswordRecoveryRequested',
          eventType: 'AwsConsoleSignIn',
          responseElements: { PasswordRecoveryRequested: 'Success' },
        }),
      'a service acts on behalf of root': () =>
        root({
          userIdentity: { ...rootUser(), invokedBy: 'support.amazonaws.com' },
          sourceIPAddress: 'support.amazonaws.com',
        }),
      'a service event names root': () => root({ eventType: 'AwsServiceEvent' }),
      'a privileged task from the management account': () =>
        root({ userIdentity: { ...rootUser(), sessionContext: { assumedRoot: 'true' } } }),
      'a user named root': () => root({ userIdentity: iamUser('root') }),
    },
  },
});

/**
 * At sign-in, success shows that the credentials were known. A call needs a key, even if only a session's: a call
 * without one comes from AWS itself on behalf of the account, unless it has an IP address.
 */
function isUsage(record: CloudTrailRecord): boolean {
  if (isSignIn(record)) return signedIn(record);
  const { eventType, userIdentity, sourceIPAddress } = record;
  if (eventType === 'AwsServiceEvent' || userIdentity.sessionContext.assumedRoot === 'true') return false;
  return (
    Boolean(userIdentity.accessKeyId) ||
    (sourceIPAddress !== undefined && canonicalAddress(sourceIPAddress) !== undefined)
  );
}

/** A call that creates lasting root credentials has a finding of its own as well. */
function lasting(overrides: Parameters<typeof root>[0]) {
  return { ...root(overrides), also: ['Persistence:IAMUser/RootAccessKeyCreated' as const] };
}

function root(overrides: object) {
  return { records: [event({ userIdentity: rootUser(), ...overrides })] };
}

function login(outcome: 'Success' | 'Failure') {
  return {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    userIdentity: { ...rootUser(), accessKeyId: '', sessionContext: undefined },
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: {
      MFAUsed: 'Yes',
      MobileVersion: 'No',
      LoginTo: 'https://console.aws.amazon.com/console/home',
    },
  };
}
