import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isRefusal } from '../kits/api-call.ts';
import { isByHand, isRoleOutside, knownCaller, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Calls that ask who is in the account, and what a user or a role may do. */
const QUESTIONS = [
  'GetAccountAuthorizationDetails',
  'GetAccountPasswordPolicy',
  'GetAccountSummary',
  'GetCredentialReport',
  'GetGroup',
  'GetPolicy',
  'GetPolicyVersion',
  'GetRole',
  'GetRolePolicy',
  'GetUser',
  'GetUserPolicy',
  'ListAccessKeys',
  'ListAttachedGroupPolicies',
  'ListAttachedRolePolicies',
  'ListAttachedUserPolicies',
  'ListGroupPolicies',
  'ListGroups',
  'ListGroupsForUser',
  'ListPolicies',
  'ListRolePolicies',
  'ListRoles',
  'ListUserPolicies',
  'ListUsers',
  'SimulatePrincipalPolicy',
];

export default defineDetector({
  type: 'Recon:IAMUser/RightsProbed',
  own: true,
  title: 'A role outside AWS tried to find out what it may do',
  why: 'Whoever took a session does not know what it may do, and asks IAM in every way there is.',
  asks: 'Was a session of a role, used outside AWS, refused many different calls within an hour that ask who is in the account, or what users and roles may do?',
  severity: 'Medium',
  attack: ['T1087.004', 'T1069.003'],
  settings: {
    questions: {
      default: 5,
      because: 'A page or a command needs one to three of them; auditors ask all of them, and may.',
    },
  },

  from: cloudtrail(...QUESTIONS),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: isRefusal,
    callerKind: (kind) => kind === 'role',
  },
  and: (record, look) =>
    isRoleOutside(record, look) &&
    isByHand(record, look) &&
    !look.organization.serves('scanner', knownCaller(record), record.time),
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({ questions: t.distinct(({ eventName }) => eventName) }),
  having: ({ tallies: { questions } }, { settings }) => questions.size >= settings.questions,

  explain: ({ subject, tallies: { questions } }) =>
    `${capitalized(callerOf(subject.resource))} was refused ${questions.size} calls within an hour that ask who is in the account and what they may do: ${enumerated(questions.values)}.`,
  asff: 'TTPs/Discovery/Recon:IAMUser-RightsProbed',
  blindTo: [
    'Sessions of people who signed in, and the console: refusals are ordinary there.',
    'Intruders who may ask all this, or who ask within AWS.',
    'Keys of users and roles of workloads: Recon:IAMUser/PermissionEnumeration tells of those.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: [
    'A posture scanner in your own network whose role lacks permissions: add it to `known` as `scanner`.',
  ],
  respond: ['Ask who used the role at that time.', 'If nobody did, revoke its sessions, and find out who assumed it.'],
  references: [
    { title: 'MITRE ATT&CK: Cloud Account discovery', url: 'https://attack.mitre.org/techniques/T1087/004/' },
  ],
  examples: {
    fires: {
      'five questions': () => ({ records: asked(5) }),
      'all of them': () => ({ records: asked(QUESTIONS.length) }),
    },
    quiet: {
      'four questions': () => ({ records: asked(4) }),
      'one question, again and again': () => ({
        records: Array.from({ length: 9 }, (_, i) => ask('ListUsers', { requestID: String(i) })),
      }),
      'a scanner within AWS': () => ({ records: asked(9), amazon: ['198.51.100.7'] }),
      'a person': () => ({ records: asked(9, { userIdentity: identityCenterUser() }) }),
      'a page of the console': () => ({ records: asked(9, { sessionCredentialFromConsole: 'true' }) }),
      'an auditor, who may': () => ({ records: asked(9, { errorCode: undefined }) }),
      'a known scanner': () => ({
        records: asked(9),
        known: [{ who: 'arn:aws:iam::*:role/Operations', purposes: ['scanner'], because: 'Our posture scanner.' }],
      }),
      'over a whole day': () => ({
        records: QUESTIONS.slice(0, 9).map((name, i) => ask(name, { eventTime: `2026-03-02T1${i}:00:00Z` })),
      }),
    },
  },
});

function asked(count: number, overrides = {}) {
  return QUESTIONS.slice(0, count).map((name) => ask(name, overrides));
}

function ask(eventName: string, overrides = {}) {
  return event({
    eventSource: 'iam.amazonaws.com',
    eventName,
    errorCode: 'AccessDenied',
    userIdentity: roleSession(),
    ...overrides,
  });
}
