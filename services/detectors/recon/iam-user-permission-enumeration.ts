import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isRefusal } from '../kits/api-call.ts';
import { isByKey, isKeyKind, knownCaller } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Recon:IAMUser/PermissionEnumeration',
  own: true,
  title: 'A key was refused many different calls',
  why: 'Attackers who find a key do not know what it may do, and try.',
  asks: 'Was the access key of a user, or the role of a workload, refused many different calls of several services within an hour, several calls that create a way in, or many roles? Or was a workload refused several calls that ask who is in the account and who watches it, or a user of an app calls of several services?',
  severity: 'Medium',
  attack: ['T1087.004', 'T1580', 'T1069.003'],
  settings: {
    calls: {
      default: 15,
      because:
        'A broken program repeats the same few calls; tools that test what a key may do make dozens of different ones.',
    },
    waysIn: {
      default: 3,
      because: 'People who lack the permission for one of them stop there and request it; an intruder tries the next.',
    },
    aboutAccount: {
      default: 4,
      because:
        'What runs on a machine has its own work and lacks permissions for that; only an intruder there asks who is in the account and who watches it.',
    },
    roles: { default: 10, because: 'A program assumes the few roles that it is configured with; others are guessed.' },
    services: {
      default: 5,
      because:
        'Legitimate work that lacks permissions lacks those of one or two services, and an app calls what it was written for.',
    },
  },

  from: cloudtrail(),
  where: { errorCode: isRefusal, callerKind: isKeyKind },
  and: (record, look) =>
    isByKey(record, look) && !look.organization.serves('scanner', knownCaller(record), record.time),
  about: aboutAccessKey,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    calls: t.distinct(nameOf),
    services: t.distinct((record) => record.eventSource),
    ofApp: t.distinct((record) => (record.callerKind === 'app-user' ? record.eventSource : undefined)),
    waysIn: t.distinct((record) => (makesWayIn(record) ? record.eventName : undefined)),
    aboutAccount: t.distinct((record) => (asksAboutAccount(record) ? record.eventName : undefined)),
    roles: t.distinct(roleOf),
  }),
  having: ({ tallies: { calls, services, ofApp, waysIn, aboutAccount, roles } }, { settings }) =>
    (calls.size >= settings.calls && services.size >= settings.services) ||
    ofApp.size >= settings.services ||
    waysIn.size >= settings.waysIn ||
    aboutAccount.size >= settings.aboutAccount ||
    roles.size >= settings.roles,

  explain: ({ subject, tallies: { calls, services, roles } }) => {
    const tried = roles.size > 1 ? ` It tried ${counted(roles.size, 'role')}: ${enumerated(roles.values)}.` : '';
    return `${capitalized(callerOf(subject.resource))} was refused ${counted(calls.size, 'different call')} of ${counted(services.size, 'service')} within an hour: ${enumerated(calls.values)}.${tried}`;
  },
  asff: 'TTPs/Discovery/Recon:IAMUser-PermissionEnumeration',
  blindTo: [
    'Attackers who try slowly, or with a key that may do nearly everything.',
    'Attempts that are more than half an hour apart may be counted separately.',
    'Role sessions of people and scanners, and the console: refusals are ordinary there.',
    'Tests by calls that succeed, such as listing the key’s own policies.',
  ],
  falsePositives: [
    'Scanners with too few permissions: add their role or account to `known` as `scanner`.',
    'A service control policy that took effect while somebody was working.',
  ],
  respond: [
    'Ask the owner of the key whether one of their programs made the calls.',
    'If not, deactivate the key, and review which of its calls succeeded.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Cloud Infrastructure Discovery', url: 'https://attack.mitre.org/techniques/T1580/' },
  ],
  examples: {
    fires: {
      'fifteen calls of five services': () => ({ records: tries(15) }),
      'calls in two Regions': () => ({
        records: tries(15).map((record, i) => ({ ...record, awsRegion: i < 8 ? 'us-east-1' : 'eu-west-1' })),
      }),
      'calls before and after the full hour': () => ({
        records: tries(15).map((record, i) => ({
          ...record,
          eventTime: `2026-03-02T${i < 8 ? '09:50' : '10:10'}:00Z`,
        })),
      }),
      'three calls for a user of their own': () => ({
        records: ways(['CreateUser', 'CreateLoginProfile', 'CreateAccessKey']),
      }),
      'calls for more rights of a user': () => ({
        records: ways(['AttachUserPolicy', 'PutUserPolicy', 'AddUserToGroup']),
      }),
      'calls for other rights of roles, and the password of a user': () => ({
        records: ways(['UpdateAssumeRolePolicy', 'CreatePolicyVersion', 'UpdateLoginProfile']),
      }),
      'calls for another version of a policy, or a key': () => ({
        records: ways(['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'CreateAccessKey']),
      }),
      'ten roles': () => ({ records: assumedRoles(10) }),
      'an instance asks who is in the account and who watches it': () => ({
        records: asks(['ListUsers', 'ListRoles', 'GetAccountAuthorizationDetails', 'DescribeTrails'], ON_INSTANCE),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'an instance asks for groups, policies and rules of the account': () => ({
        records: asks(['ListGroups', 'ListPolicies', 'GetAccountSummary', 'GetAccountPasswordPolicy'], ON_INSTANCE),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'an instance asks about the organization': () => ({
        records: asks(['ListAccounts', 'DescribeOrganization', 'GetCredentialReport', 'ListTrails'], ON_INSTANCE),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'an instance asks what watches it': () => ({
        records: asks(['ListTrails', 'ListDetectors', 'DescribeHub', 'DescribeConfigurationRecorders'], ON_INSTANCE),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'a guest of an app, of five services': () => ({ records: tries(5, AS_GUEST) }),
      'the role of an instance': () => ({
        records: tries(18, { userIdentity: roleSession('i-0123456789abcdef0', 'web', { ec2RoleDelivery: '2.0' }) }),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
    },
    quiet: {
      'two calls that create a way in': () => ({ records: ways(WAYS_IN.slice(0, 2)) }),
      'one such call, for one user after the other': () => ({
        records: Array.from({ length: 9 }, (_, i) => ways(['CreateUser'], { requestID: `${i}` })).flat(),
      }),
      'an instance asks three of these': () => ({
        records: asks(['ListUsers', 'ListRoles', 'DescribeTrails'], ON_INSTANCE),
      }),
      'a key of a user asks four': () => ({
        records: asks(['ListUsers', 'ListRoles', 'GetAccountSummary', 'DescribeTrails']),
      }),
      'nine roles': () => ({ records: assumedRoles(9) }),
      'one role, in twelve accounts': () => ({
        records: Array.from({ length: 12 }, (_, i) => assumed(`arn:aws:iam::1111222233${10 + i}:role/audit`)),
      }),
      'a guest of an app, of four services': () => ({ records: tries(4, AS_GUEST) }),
      'calls that succeed or are too many': () => ({
        records: [...tries(20, { errorCode: undefined }), ...tries(20, { errorCode: 'ThrottlingException' })],
      }),
      fourteen: () => ({ records: tries(14) }),
      'a role session, as scanners use': () => ({ records: tries(30, { userIdentity: roleSession() }) }),
      'a page of the console': () => ({ records: tries(60, { sessionCredentialFromConsole: 'true' }) }),
      'a broken program that repeats three calls': () => ({
        records: Array.from({ length: 60 }, (_, i) => refused(i % 3, { requestID: `${i}` })),
      }),
      'twenty calls of one service': () => ({
        records: Array.from({ length: 20 }, (_, i) => refused(i, { eventSource: 'ec2.amazonaws.com' })),
      }),
      'over a whole day': () => ({
        records: Array.from({ length: 20 }, (_, i) =>
          refused(i, { eventTime: `2026-03-02T${String(i).padStart(2, '0')}:00:00Z` }),
        ),
      }),
      'a known scanner with a key of its own': () => ({
        records: tries(30, { userIdentity: iamUser('scanner') }),
        known: [{ who: 'arn:aws:iam::*:user/scanner', purposes: ['scanner'], because: 'Our posture scanner.' }],
      }),
      'a known pipeline that was given too little': () => ({
        records: tries(30, { userIdentity: iamUser('deployer') }),
        known: [{ who: 'arn:aws:iam::*:user/deployer', purposes: ['pipeline'], because: 'Sets up our accounts.' }],
      }),
    },
  },
});

/** Calls of IAM by which somebody gets in, or gets more. */
const WAYS_IN = [
  'CreateUser',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'CreateAccessKey',
  'AttachUserPolicy',
  'PutUserPolicy',
  'AddUserToGroup',
  'UpdateAssumeRolePolicy',
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
];

function makesWayIn({ eventSource, eventName }: CloudTrailRecord): boolean {
  return eventSource === 'iam.amazonaws.com' && WAYS_IN.includes(eventName);
}

/** Calls that ask who is in the account, what they may do, and what watches them. */
const ABOUT_ACCOUNT: ReadonlySet<string> = new Set([
  'GetAccountAuthorizationDetails',
  'GetAccountSummary',
  'GetAccountPasswordPolicy',
  'GetCredentialReport',
  'ListUsers',
  'ListRoles',
  'ListGroups',
  'ListPolicies',
  'ListAccounts',
  'DescribeOrganization',
  'DescribeTrails',
  'ListTrails',
  'ListDetectors',
  'DescribeHub',
  'DescribeConfigurationRecorders',
]);

function asksAboutAccount({ callerKind, eventName }: CloudTrailRecord): boolean {
  return callerKind === 'workload' && ABOUT_ACCOUNT.has(eventName);
}

/** The name of a role that the caller was refused. Roles of one name in several accounts count as one. */
function roleOf(record: CloudTrailRecord): string | undefined {
  // The parameters are read only here: most refused calls are other calls, and parsing their parameters would be
  // wasted.
  const arn = record.eventName === 'AssumeRole' ? textOf(record.requestParameters?.['roleArn']) : undefined;
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

function nameOf({ eventSource, eventName }: CloudTrailRecord): string {
  return `${eventSource.replace('.amazonaws.com', '')}:${eventName}`;
}

function tries(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => refused(i, overrides));
}

function refused(i: number, overrides = {}) {
  return event({
    eventSource: `${['iam', 'ec2', 's3', 'rds', 'lambda'][i % 5]}.amazonaws.com`,
    eventName: `Describe${String.fromCodePoint(65 + (i % 26))}${i}`,
    errorCode: i % 2 === 0 ? 'AccessDenied' : 'Client.UnauthorizedOperation',
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}

function ways(names: readonly string[], overrides = {}) {
  return names.map((eventName) => refused(0, { eventSource: 'iam.amazonaws.com', eventName, ...overrides }));
}

const AS_GUEST = {
  userIdentity: roleSession('CognitoIdentityCredentials', 'guests', {
    webIdFederationData: { federatedProvider: 'cognito-identity.amazonaws.com' },
  }),
};
const ON_INSTANCE = { userIdentity: instanceSession() };

function asks(names: readonly string[], overrides = {}) {
  return names.map((eventName) => refused(0, { eventName, ...overrides }));
}

function assumedRoles(count: number) {
  return Array.from({ length: count }, (_, i) => assumed(`arn:aws:iam::111122223333:role/team/role-${i}`));
}

function assumed(roleArn: string) {
  return refused(0, { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', requestParameters: { roleArn } });
}
