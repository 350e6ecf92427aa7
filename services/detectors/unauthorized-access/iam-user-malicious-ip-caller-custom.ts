import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isManagementCategory, onlyLooks } from '../kits/api-call.ts';
import { addressMatches, addressOn, listNames } from '../kits/lists.ts';
import { isSignIn, signedIn } from '../kits/sign-in.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  title: 'An API was called from an address on a custom threat list',
  why: 'The owner of the list knows why an address is on it; here it acts with credentials of the account.',
  asks: 'Was something done, and not only looked at, with credentials of the account from an address on a list of your own?',
  severity: 'Medium',
  attack: ['T1078.004'],
  needs: ['custom'],

  from: cloudtrail(),
  where: {
    eventCategory: isManagementCategory,
    sourceIPAddress: addressOn('custom'),
  },
  and: isAct,
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
    // A call into another account is recorded in both, and a finding in each: this names the other copy.
    sharedEventIDs: t.sample((record) => record.sharedEventID),
  }),

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(addressMatches(tallies.addresses, 'custom', look));
    return `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, on the custom ${lists}.`;
  },
  lists: ({ tallies }, look) => addressMatches(tallies.addresses, 'custom', look),
  asff: 'TTPs/UnauthorizedAccess:IAMUser-MaliciousIPCaller.Custom',
  blindTo: [
    'Addresses that are on no custom list.',
    'Calls that only list and describe: looking is not yet acting. To get credentials, a secret or a plain key is, though CloudTrail marks such calls as read-only.',
    'Failed sign-ins, and tokens of identity providers that were not accepted: anybody can try.',
  ],
  falsePositives: ['Colleagues behind an address that is on the list for another reason.'],
  respond: [
    'Read in the list why the address is on it.',
    'Ask the owner of the credentials whether the calls were theirs.',
    'If not, disable the credentials, undo the changes, and find out how they were lost.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a user is created': () => custom({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', readOnly: false }),
      'a call is denied: the credentials are in wrong hands all the same': () =>
        custom({ eventName: 'RunInstances', readOnly: false, errorCode: 'Client.UnauthorizedOperation' }),
      'somebody asks whose credentials these are': () =>
        custom({ eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' }),
      'a role is assumed, which changes nothing': () =>
        custom({ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' }),
      'a session for an identity provider’s user': () =>
        custom({
          eventSource: 'sts.amazonaws.com',
          eventName: 'AssumeRoleWithSAML',
          userIdentity: { type: 'SAMLUser', userName: 'alice' },
        }),
      'a secret is read': () => custom({ eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue' }),
      'a parameter is read in plain': () =>
        custom({
          eventSource: 'ssm.amazonaws.com',
          eventName: 'GetParameter',
          requestParameters: { name: '/db/password', withDecryption: true },
        }),
      'a sign-in succeeds': () => custom(signIn('Success')),
      'keys become a console session': () =>
        custom({
          ...signIn('Success'),
          eventName: 'GetSigninToken',
          responseElements: { GetSigninToken: 'Success' },
        }),
      'a user of IAM Identity Center signs in': () => custom(identityCenter('UserAuthentication', 'Success')),
    },
    quiet: {
      'instances are described': () => custom({}),
      'a parameter is looked at as it is stored': () =>
        custom({
          eventSource: 'ssm.amazonaws.com',
          eventName: 'GetParameter',
          requestParameters: { name: '/db/password' },
        }),
      'a sign-in fails': () => custom(signIn('Failure')),
      'a user of IAM Identity Center is asked for the password': () =>
        custom(identityCenter('CredentialChallenge', 'Success')),
      'a token is not accepted': () =>
        custom({
          eventSource: 'sts.amazonaws.com',
          eventName: 'AssumeRoleWithWebIdentity',
          errorCode: 'InvalidIdentityTokenException',
          userIdentity: { type: 'WebIdentityUser', userName: 'somebody' },
        }),
      'a device waits for somebody to sign in': () =>
        custom({
          eventSource: 'sso.amazonaws.com',
          eventName: 'CreateToken',
          errorCode: 'AuthorizationPendingException',
          userIdentity: { type: 'Unknown', principalId: 'anonymous' },
        }),
      'from an address on no list': () =>
        custom({ eventName: 'RunInstances', readOnly: false, sourceIPAddress: '203.0.113.20' }),
      'the source is a service': () =>
        custom({ eventName: 'RunInstances', readOnly: false, sourceIPAddress: 'autoscaling.amazonaws.com' }),
    },
  },
});

/** Questions that only a thief has to ask. */
const WHOSE = new Set(['GetCallerIdentity', 'GetUser', 'GetAccessKeyInfo']);

function isAct(record: CloudTrailRecord): boolean {
  const { eventName, errorCode, userIdentity } = record;
  if (isSignIn(record)) return signedIn(record);
  if (errorCode !== undefined && BRINGS_TOKEN.has(userIdentity.type)) return false;
  return WHOSE.has(eventName) || !onlyLooks(record);
}

/**
 * Who comes with a token of an identity provider, or as nobody known, has no credentials of the account before the call
 * was answered.
 */
const BRINGS_TOKEN = new Set<string | undefined>(['SAMLUser', 'WebIdentityUser', 'Unknown']);

function custom(overrides: Readonly<Record<string, unknown>>) {
  return { records: [event(overrides)], lists: { custom: ['198.51.100.0/24'] } };
}

function signIn(outcome: 'Success' | 'Failure') {
  return {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    responseElements: { ConsoleLogin: outcome },
  };
}

function identityCenter(eventName: string, outcome: string) {
  return {
    userIdentity: identityCenterUser(),
    eventSource: 'signin.amazonaws.com',
    eventName,
    eventType: 'AwsServiceEvent',
    readOnly: false,
    serviceEventDetails: { [eventName]: outcome },
  };
}
