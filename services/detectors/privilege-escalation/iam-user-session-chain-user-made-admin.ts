import { defineDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { givesIam, isIamPolicy } from '../kits/admin-document.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged, aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const HOPPED = hopExamples(
  () => [make('CreateUser'), make('AttachUserPolicy', ADMINISTRATOR), make('CreateAccessKey')],
  ['PrivilegeEscalation:IAM/AccountManipulation', 'Persistence:IAM/AccountManipulation'],
);

export default defineDetector({
  type: 'PrivilegeEscalation:IAMUser/SessionChain.UserMadeAdmin',
  own: true,
  title: 'One caller created a user with administrator permissions and credentials',
  why: 'A new user with administrator permissions, whose key the same caller has, lets an intruder stay.',
  asks: 'Did one caller create a user, give it administrator permissions, and a key or a password?',
  severity: 'High',
  attack: ['T1136.003', 'T1098.001', 'T1098.003'],

  from: cloudtrail(
    'CreateUser',
    'AttachUserPolicy',
    'PutUserPolicy',
    'AddUserToGroup',
    'CreateAccessKey',
    'CreateLoginProfile',
  ),
  where: { eventSource: (source) => source === 'iam.amazonaws.com' },
  and: (record, look) => linkOf(record) !== undefined && isByHand(record, look),
  about: aboutMade,
  hops,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    links: t.distinct(linkOf),
    users: t.sample(userOf),
    calls: t.sample(({ eventName }) => eventName),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies }) => tallies.links.size === LINKS.length,

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} created user ${enumerated(tallies.users)} and gave it administrator permissions and credentials: ${enumerated(tallies.calls)}${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-SessionChain.UserMadeAdmin',
  blindTo: [
    'Steps that are more than half a day apart.',
    'Steps with different credentials, where the record that issued one from the other is in another account, or more than half a day away.',
    'Administrator permissions through a group: the call does not show what a group may do, unless its name says so.',
  ],
  falsePositives: ['An emergency user that is set up by hand.'],
  respond: [
    'Ask the caller whom the user is for.',
    'If nobody knows, delete the key and the password of the user, disable the caller’s credentials, and review what both did since.',
  ],
  references: [{ title: 'MITRE ATT&CK: Create Account', url: 'https://attack.mitre.org/techniques/T1136/003/' }],
  examples: {
    fires: {
      ...HOPPED.fires,
      'user, administrator permissions and key': () => ({
        records: [make('CreateUser'), make('AttachUserPolicy', ADMINISTRATOR), make('CreateAccessKey')],
        also: ['PrivilegeEscalation:IAM/AccountManipulation', 'Persistence:IAM/AccountManipulation'],
      }),
      'with an inline policy and a password, which was refused': () => ({
        records: [
          make('CreateUser'),
          make('PutUserPolicy', { policyName: 'p', policyDocument: EVERYTHING }),
          make('CreateLoginProfile', {}, { errorCode: 'AccessDenied' }),
        ],
        also: ['PrivilegeEscalation:IAMUser/InlineAdministrator'],
      }),
      'with a policy whose holders may give themselves all rights, and the name in another case': () => ({
        records: [
          make('CreateUser', { userName: 'Backdoor' }),
          make('AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/job-function/SystemAdministrator' }),
          make('CreateAccessKey', { userName: 'BACKDOOR' }),
        ],
        also: ['PrivilegeEscalation:IAMUser/InlineAdministrator', 'Persistence:IAM/AccountManipulation'],
      }),
      'across midnight': () => ({
        records: [
          make('CreateUser', {}, { eventTime: '2026-03-02T23:55:00Z' }),
          make('AddUserToGroup', { groupName: 'Administrators' }, { eventTime: '2026-03-02T23:59:00Z' }),
          make('CreateAccessKey', {}, { eventTime: '2026-03-03T00:05:00Z' }),
        ],
        also: ['Persistence:IAM/AccountManipulation'],
      }),
    },
    quiet: {
      ...HOPPED.quiet,
      'a user with a key and read permissions': () => ({
        records: [
          make('CreateUser'),
          make('AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
          make('CreateAccessKey'),
        ],
      }),
      'the key belongs to another user': () => ({
        records: [
          make('CreateUser'),
          make('AttachUserPolicy', ADMINISTRATOR),
          make('CreateAccessKey', { userName: 'other' }),
        ],
      }),
      'two callers': () => ({
        records: [
          make('CreateUser'),
          make('AttachUserPolicy', ADMINISTRATOR),
          make('CreateAccessKey', {}, { userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002' } }),
        ],
      }),
      CloudFormation: () => ({
        records: ['CreateUser', 'AttachUserPolicy', 'CreateAccessKey'].map((name) =>
          make(name, ADMINISTRATOR, {
            userIdentity: { ...iamUser('mallory'), invokedBy: 'cloudformation.amazonaws.com' },
          }),
        ),
      }),
      'the user could not be created': () => ({
        records: [
          make('CreateUser', {}, { errorCode: 'EntityAlreadyExists' }),
          make('AttachUserPolicy', ADMINISTRATOR),
          make('CreateAccessKey'),
        ],
      }),
    },
  },
});

const FULL = /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/;
const LINKS = ['user', 'rights', 'credentials'] as const;

function linkOf({
  eventName,
  errorCode,
  requestParameters = {},
  time,
}: CloudTrailRecord): (typeof LINKS)[number] | undefined {
  if (/^Create(AccessKey|LoginProfile)$/.test(eventName)) return 'credentials';
  if (!succeeded(errorCode)) return undefined;
  const { policyArn, policyDocument, groupName } = requestParameters;
  switch (eventName) {
    case 'CreateUser':
      return 'user';
    case 'AttachUserPolicy':
      return FULL.test(String(policyArn)) || isIamPolicy(String(policyArn)) ? 'rights' : undefined;
    case 'PutUserPolicy':
      return givesIam(policyDocument, time) ? 'rights' : undefined;
    default:
      return /admin/i.test(textOf(groupName) ?? '') ? 'rights' : undefined;
  }
}

function userOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['userName']);
}

/**
 * Groups by created user and caller: two callers give two findings. Names of users ignore case, so a later call may write
 * them in another one.
 */
function aboutMade(record: CloudTrailRecord): Subject | undefined {
  const made = aboutChanged(userOf(record)?.toLowerCase(), record);
  return made && { ...made, remote: aboutPrincipal(record).resource.id };
}

const ADMINISTRATOR = { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
const EVERYTHING = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

function make(eventName: string, parameters: object = {}, overrides = {}) {
  return event({
    eventSource: 'iam.amazonaws.com',
    eventName,
    readOnly: false,
    requestParameters: { userName: 'backdoor', ...parameters },
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
