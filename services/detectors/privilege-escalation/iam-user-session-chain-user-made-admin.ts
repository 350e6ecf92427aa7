import { defineDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { givesIam } from '../kits/admin-document.ts';
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
  title: 'A user was made, given full rights and credentials, by one caller',
  why: 'A new user with full rights and a key in the same hands is how an intruder stays.',
  asks: 'Did one caller make a user, give it full rights, and a key or a password?',
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
    `${capitalized(callerOf(subject.resource))} made user ${enumerated(tallies.users)}, full rights for it and credentials for it: ${enumerated(tallies.calls)}${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-SessionChain.UserMadeAdmin',
  blindTo: [
    'Steps that are more than half a day apart.',
    'Steps that are made with different credentials, where the record that issued one for the other is of another account, or is more than half a day apart from them.',
    'Full rights by a group: what a group may do is not in the call, unless it is called after administrators.',
  ],
  falsePositives: ['A user for emergencies that is set up by hand.'],
  respond: [
    'Ask the caller whom the user is for.',
    'If nobody knows, delete the key and the password of the user, disable the caller’s credentials, and look at what both did since.',
  ],
  references: [{ title: 'MITRE ATT&CK: Create Account', url: 'https://attack.mitre.org/techniques/T1136/003/' }],
  examples: {
    fires: {
      ...HOPPED.fires,
      'user, full rights and key': () => ({
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
      'a user with a key that may read': () => ({
        records: [
          make('CreateUser'),
          make('AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
          make('CreateAccessKey'),
        ],
      }),
      'the key is for another user': () => ({
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
      'the user could not be made': () => ({
        records: [
          make('CreateUser', {}, { errorCode: 'EntityAlreadyExists' }),
          make('AttachUserPolicy', ADMINISTRATOR),
          make('CreateAccessKey'),
        ],
      }),
    },
  },
});

const LINKS = ['user', 'rights', 'credentials'] as const;

function linkOf({
  eventName,
  errorCode,
  requestParameters = {},
}: CloudTrailRecord): (typeof LINKS)[number] | undefined {
  if (/^Create(AccessKey|LoginProfile)$/.test(eventName)) return 'credentials';
  if (!succeeded(errorCode)) return undefined;
  const { policyArn, policyDocument, groupName } = requestParameters;
  switch (eventName) {
    case 'CreateUser':
      return 'user';
    case 'AttachUserPolicy':
      return /^arn:aws[a-z-]*:iam::aws:policy\/(AdministratorAccess|IAMFullAccess)/.test(String(policyArn))
        ? 'rights'
        : undefined;
    case 'PutUserPolicy':
      return givesIam(policyDocument) ? 'rights' : undefined;
    default:
      return /admin/i.test(textOf(groupName) ?? '') ? 'rights' : undefined;
  }
}

function userOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['userName']);
}

/** Groups by created user and caller: two callers give two findings. */
function aboutMade(record: CloudTrailRecord): Subject | undefined {
  const made = aboutChanged(userOf(record), record);
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
