import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import { event, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from './access-key.ts';
import { isManagementCategory, onlyLooks } from './api-call.ts';
import type { CallerList } from './caller-lists.ts';
import { addressMatches, addressOn, onList } from './lists.ts';
import { isSignIn, signedIn } from './sign-in.ts';
import { capitalized, enumerated } from './wording.ts';

/**
 * The conduct behind a management call from a listed address: looking around, or doing something. A call without
 * credentials of the account is neither.
 */
export type Conduct = 'looks' | 'acts';

/** The conduct of a call; undefined for a call that anybody may try without credentials. */
export function conductOf(record: CloudTrailRecord): Conduct | undefined {
  const { eventName, eventSource, errorCode, userIdentity } = record;
  if (isSignIn(record)) return signedIn(record) ? 'acts' : undefined;
  if (errorCode !== undefined && BRINGS_TOKEN.has(userIdentity.type)) return undefined;
  if (userIdentity.type === 'Unknown' && OF_APPLICATIONS.has(eventSource)) return undefined;
  return WHOSE.has(eventName) || !onlyLooks(record) ? 'acts' : 'looks';
}

/** Calls that ask whose credentials these are, which only a thief has to ask. */
const WHOSE = new Set(['GetCallerIdentity', 'GetUser', 'GetAccessKeyInfo']);

/**
 * Callers with a token of an identity provider, and unknown callers, have no credentials of the account before the call
 * is answered.
 */
const BRINGS_TOKEN = new Set<string | undefined>(['SAMLUser', 'WebIdentityUser', 'Unknown']);

/** Services in which the customers of an application sign up and in: these customers are not users of the account. */
const OF_APPLICATIONS = new Set(['cognito-idp.amazonaws.com', 'cognito-identity.amazonaws.com']);

/** `Recon:IAMUser/…`: resources were listed or described from an address on the list. */
export function looksFrom(list: CallerList): AnyDetector {
  return listedCalls(list, {
    conduct: 'looks',
    type: `Recon:IAMUser/${list.family}`,
    title: `Resources were listed or described from ${list.from}`,
    why: `Attackers with stolen credentials first look at what they can reach. ${list.why}`,
    asks: `Were resources listed or described with credentials of the account from ${list.from}?`,
    attack: ['T1580', 'T1526', ...list.attack],
    does: 'to look around',
    asff: `TTPs/Discovery/Recon:IAMUser-${list.family}`,
    blindTo: [
      'Calls that change something or return credentials or secrets: another finding type reports them.',
      ...list.blindTo,
    ],
    respond: [
      ...list.respond,
      'Ask the owner of the credentials whether the calls were theirs.',
      'If not, disable the credentials and find out how they were stolen.',
      'Review what the credentials did from other addresses, before and since.',
    ],
    examples: { fires: LOOKS, quiet: ACTS },
  });
}

/** `UnauthorizedAccess:IAMUser/…`: something was done, and not only looked at, from an address on the list. */
export function actsFrom(list: CallerList): AnyDetector {
  return listedCalls(list, {
    conduct: 'acts',
    type: `UnauthorizedAccess:IAMUser/${list.family}`,
    title: `An API was called from ${list.from}`,
    why: `${list.why} Here somebody uses credentials of the account from there.`,
    asks: `Were credentials of the account used for more than looking around, from ${list.from}?`,
    attack: ['T1078.004', ...list.attack],
    does: undefined,
    asff:
      list.category === 'tor-exit'
        ? `TTPs/Command and Control/UnauthorizedAccess:IAMUser-${list.family}`
        : `TTPs/UnauthorizedAccess:IAMUser-${list.family}`,
    blindTo: [
      ...list.blindTo,
      'Calls that only list and describe: another finding type reports them. Reading credentials, a secret or a decrypted parameter is reported here, though CloudTrail marks such calls as read-only.',
      'Failed sign-ins, and rejected tokens of identity providers: anybody can try those.',
    ],
    respond: [
      ...list.respond,
      'Ask the owner of the credentials whether the calls were theirs.',
      'If not, disable the credentials, undo the changes, and find out how they were stolen.',
    ],
    examples: { fires: ACTS, quiet: LOOKS },
  });
}

interface Asked extends Pick<
  AnyDetector,
  'type' | 'title' | 'why' | 'asks' | 'attack' | 'asff' | 'blindTo' | 'respond'
> {
  readonly conduct: Conduct;
  /** Follows "3 calls": says what they have in common. */
  readonly does: string | undefined;
  readonly examples: { readonly fires: Stories; readonly quiet: Stories };
}
type Stories = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function listedCalls(list: CallerList, { conduct, does, examples, ...said }: Asked): AnyDetector {
  return defineDetector({
    ...said,
    severity: 'Medium',
    needs: [list.category],

    from: cloudtrail(),
    where: {
      eventCategory: isManagementCategory,
      sourceIPAddress: addressOn(list.category),
    },
    and: (record) => conductOf(record) === conduct,
    about: aboutAccessKey,
    acrossRegions: true,
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
      // A call into another account is recorded in both and leads to a finding in each: this id names the other copy.
      sharedEventIDs: t.sample((record) => record.sharedEventID),
    }),

    explain: ({ subject, count, tallies }, look) =>
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} ${does === undefined ? '' : `${does} `}(${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, ${onList(list.category, tallies.addresses, look)}.`,
    lists: ({ tallies }, look) => addressMatches(tallies.addresses, list.category, look),
    falsePositives: list.falsePositives,
    references: [
      {
        title: 'GuardDuty IAM finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
      },
    ],
    examples: {
      fires: stories(list, examples.fires),
      quiet: { ...stories(list, { ...examples.quiet, ...NOBODY }), ...elsewhere(list) },
    },
  });
}

const LOOKS: Stories = {
  'instances are described': {},
  'denied calls, which say as much about the caller': { eventName: 'ListUsers', errorCode: 'AccessDenied' },
  'an old record without readOnly': { readOnly: undefined },
  'over IPv6': { sourceIPAddress: '2001:db8::7' },
  'a call whose name does not show that it changes nothing': {
    eventSource: 'iam.amazonaws.com',
    eventName: 'SimulatePrincipalPolicy',
  },
  'a parameter is read without decryption': {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'GetParameter',
    requestParameters: { name: '/db/password' },
  },
};

const ACTS: Stories = {
  'a user is created': { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', readOnly: false },
  'a call is denied, though the credentials are in the wrong hands all the same': {
    eventName: 'RunInstances',
    readOnly: false,
    errorCode: 'Client.UnauthorizedOperation',
  },
  'a caller asks whose credentials these are': {
    eventSource: 'sts.amazonaws.com',
    eventName: 'GetCallerIdentity',
  },
  'a role is assumed, which changes nothing': { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
  'a session for an identity provider’s user': {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRoleWithSAML',
    userIdentity: { type: 'SAMLUser', userName: 'alice' },
  },
  'a secret is read': { eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue' },
  'a parameter is read decrypted': {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'GetParameter',
    requestParameters: { name: '/db/password', withDecryption: true },
  },
  'an old record of a change, without readOnly': { eventName: 'RunInstances', readOnly: undefined },
  'a sign-in succeeds': signIn('Success'),
  'keys are turned into a console session': {
    ...signIn('Success'),
    eventName: 'GetSigninToken',
    responseElements: { GetSigninToken: 'Success' },
  },
  'a user of IAM Identity Center signs in': identityCenter('UserAuthentication', 'Success'),
};

/** Calls that show nothing: nobody came in. */
const NOBODY: Stories = {
  'a sign-in fails': signIn('Failure'),
  'a user of IAM Identity Center is asked for the password': identityCenter('CredentialChallenge', 'Success'),
  'a rejected token': {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRoleWithWebIdentity',
    errorCode: 'InvalidIdentityTokenException',
    userIdentity: { type: 'WebIdentityUser', userName: 'somebody' },
  },
  'a device that waits for somebody to sign in': {
    eventSource: 'sso.amazonaws.com',
    eventName: 'CreateToken',
    errorCode: 'AuthorizationPendingException',
    userIdentity: { type: 'Unknown', principalId: 'anonymous' },
  },
  'a customer who signs in to an application': {
    eventSource: 'cognito-idp.amazonaws.com',
    eventName: 'InitiateAuth',
    readOnly: false,
    userIdentity: { type: 'Unknown', principalId: 'Anonymous' },
  },
  'object-level calls, which have finding types of their own': {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    eventCategory: 'Data',
    managementEvent: false,
  },
};

function stories(list: CallerList, told: Stories): Readonly<Record<string, () => Example>> {
  return Object.fromEntries(
    Object.entries(told).map(([name, overrides]) => [name, () => listed(list, event(overrides))]),
  );
}

/** Calls of both kinds from addresses that are on no list. */
function elsewhere(list: CallerList): Readonly<Record<string, () => Example>> {
  const calls = (sourceIPAddress: string) => () =>
    listed(list, event({ sourceIPAddress }), event({ sourceIPAddress, eventName: 'RunInstances', readOnly: false }));
  return {
    'from an address on no list': calls('198.51.100.8'),
    'the source is an AWS service': calls('autoscaling.amazonaws.com'),
  };
}

function listed({ category }: CallerList, ...records: readonly object[]): Example {
  return { records, lists: { [category]: ['198.51.100.7', '2001:db8::7'] } };
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
