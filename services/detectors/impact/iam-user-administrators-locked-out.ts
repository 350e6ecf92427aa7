import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, isByProgram, knownCaller } from '../kits/caller.ts';
import { deniesEverything } from '../kits/admin-document.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_FUNCTION } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Policies of AWS that deny everything. */
const DENIES_ALL = /:policy\/AWSDenyAll$/;

/** Calls that lock a user out without deleting the user. */
const LOCKS: Readonly<
  Record<string, (parameters: Readonly<Record<string, unknown>>, time: number) => string | undefined>
> = {
  UpdateAccessKey: ({ status }) => (status === 'Inactive' ? 'a key' : undefined),
  DeleteAccessKey: () => 'a key',
  DeleteLoginProfile: () => 'the password',
  UpdateLoginProfile: () => 'the password',
  DeactivateMFADevice: () => 'the second factor',
  AttachUserPolicy: ({ policyArn }) => (DENIES_ALL.test(textOf(policyArn) ?? '') ? 'all rights' : undefined),
  PutUserPolicy: ({ policyDocument }, time) => (deniesEverything(policyDocument, time) ? 'all rights' : undefined),
};

export default defineDetector({
  type: 'Impact:IAMUser/AdministratorsLockedOut',
  own: true,
  title: 'Several users lost their access in several ways',
  why: 'Attackers who hold an account for ransom first lock everybody else out.',
  asks: 'Did one caller remove keys, passwords, MFA devices or all permissions of several users within an hour, in more than one of these ways?',
  attack: ['T1531'],
  settings: {
    users: {
      default: 4,
      because:
        'A leaver is one user, seldom two on a day. People who rotate keys or reset passwords do the same to all users.',
    },
  },

  from: cloudtrail(...Object.keys(LOCKS)),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record, look) =>
    lockOf(record) !== undefined &&
    userOf(record) !== undefined &&
    isByHand(record, look) &&
    !isByProgram(record) &&
    !look.organization.serves('help-desk', knownCaller(record), record.time),
  about: aboutPrincipal,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    users: t.distinct(userOf),
    ways: t.distinct(lockOf),
    kinds: t.distinct(({ callerKind, userAgent }) => {
      if (callerKind === 'person') return 'at work';
      return saysDeploys(userAgent) ? 'by a tool' : 'other';
    }),
  }),
  having: ({ tallies: { users, ways } }, { settings }) => users.size >= settings.users && ways.size > 1,
  severity: {
    when: {
      High: 'it was done with a key or a role',
      Medium: 'the user agent names an infrastructure-as-code tool',
      Low: 'a signed-in person did it, as when a team leaves',
    },
    of({ tallies: { kinds } }) {
      if (kinds.values.includes('other')) return 'High';
      return kinds.values.includes('by a tool') ? 'Medium' : 'Low';
    },
  },

  explain: ({ subject, tallies: { users, ways } }) =>
    `${capitalized(callerOf(subject.resource))} took ${enumerated(ways.values)} from ${counted(users.size, 'user')} within an hour: ${enumerated(users.values)}.`,
  asff: 'Effects/Denial of Service/Impact:IAMUser-AdministratorsLockedOut',
  blindTo: [
    'Users that are deleted together with their keys: credential brokers create and delete users all day.',
    'People of IAM Identity Center whose assignments are removed.',
    'A caller who removes the same thing from all users, as programs do that retire old keys.',
    'Custom managed policies that deny everything, and those of groups.',
  ],
  falsePositives: ['A script that removes the access of many leavers at once: add its user to `known` as `help-desk`.'],
  respond: [
    'Sign in as root, or with the role of another account, while that is still possible.',
    'Disable the credentials of the caller, and restore the access of the users.',
    'Review what the caller did before: this is seldom the first step.',
  ],
  references: [{ title: 'MITRE ATT&CK: Account Access Removal', url: 'https://attack.mitre.org/techniques/T1531/' }],
  examples: {
    fires: {
      'keys and passwords of four users': () => ({ records: [...keys(2), ...passwords(4)], also: ALSO }),
      'MFA devices and permissions, across the full hour': () => ({
        records: [
          ...lock(3, 'AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
          ...lock(4, 'PutUserPolicy', { policyDocument: DENY_ALL }).slice(3),
          ...lock(2, 'DeactivateMFADevice', { serialNumber: 'x' }).map((record) => ({
            ...record,
            eventTime: '2026-03-02T11:05:00Z',
          })),
        ].map((record, i) => (i < 4 ? { ...record, eventTime: '2026-03-02T10:50:00Z' } : record)),
        also: ['Persistence:IAMUser/MultiFactorChanged'],
      }),
      'keys are deleted, not only deactivated': () => ({
        records: [...lock(4, 'DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLEKEY000009' }), ...passwords(1)],
        also: ALSO,
      }),
      'a tool that removes users, which is less': () => ({
        records: [...keys(4, BY_TERRAFORM), ...lock(4, 'DeleteLoginProfile', {}, BY_TERRAFORM)],
      }),
      'a person in the console, which is less': () => ({
        records: [...keys(4, BY_PERSON), ...passwords(4, BY_PERSON)],
        also: ALSO,
      }),
    },
    quiet: {
      'three users': () => ({ records: [...keys(3), ...passwords(3)], also: ALSO }),
      'one user, in four spellings': () => ({
        records: ['Bob', 'bob', 'BOB', 'boB'].flatMap((userName) => [
          ...lock(1, 'UpdateLoginProfile', { userName }),
          ...lock(1, 'DeleteLoginProfile', { userName }),
        ]),
        also: ALSO,
      }),
      'only old keys are retired': () => ({
        records: [...keys(9), ...lock(9, 'DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLEKEY000009' })],
      }),
      'keys are activated': () => ({
        records: [...lock(4, 'UpdateAccessKey', { status: 'Active' }), ...lock(1, 'DeleteLoginProfile', {})],
      }),
      'the caller’s own access': () => ({
        records: [...keys(4), ...passwords(4)].map((record) => ({
          ...record,
          requestParameters: { status: 'Inactive' },
        })),
      }),
      'all refused': () => ({ records: [...keys(4), ...passwords(4)].map((each) => ({ ...each, ...DENIED })) }),
      'a function that removes the access of leavers': () => ({
        records: [...keys(4, BY_FUNCTION), ...passwords(4, BY_FUNCTION)],
        also: ALSO,
      }),
      'spread over a day': () => ({
        records: passwords(4).map((record, i) => ({ ...record, eventTime: `2026-03-02T1${i * 2}:00:00Z` })),
        also: ALSO,
      }),
    },
  },
});

const ALSO = ['Persistence:IAM/AccountManipulation'] as const;
const DENY_ALL = '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';
const BY_PERSON = { userIdentity: identityCenterUser() };
const BY_TERRAFORM = { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' };
const DENIED = { errorCode: 'AccessDenied', errorMessage: 'Not authorized.' };

function lockOf({ eventName, requestParameters = {}, time }: CloudTrailRecord): string | undefined {
  return Object.hasOwn(LOCKS, eventName) ? LOCKS[eventName]?.(requestParameters, time) : undefined;
}

/** The user who loses it, in lower case, because IAM takes any; undefined where callers do it to themselves. */
function userOf({ requestParameters = {}, userIdentity }: CloudTrailRecord): string | undefined {
  const user = textOf(requestParameters['userName'])?.toLowerCase();
  return user === userIdentity.userName?.toLowerCase() ? undefined : user;
}

function keys(count: number, overrides = {}) {
  return lock(count, 'UpdateAccessKey', { status: 'Inactive', accessKeyId: 'AKIAEXAMPLEKEY000009' }, overrides);
}

function passwords(count: number, overrides = {}) {
  return lock(count, 'UpdateLoginProfile', {}, overrides);
}

function lock(count: number, eventName: string, parameters: object, overrides = {}) {
  return Array.from({ length: count }, (_, i) =>
    event({
      eventSource: 'iam.amazonaws.com',
      eventName,
      readOnly: false,
      userIdentity: iamUser('mallory'),
      requestParameters: { userName: `colleague-${i}`, ...parameters },
      ...overrides,
    }),
  );
}
