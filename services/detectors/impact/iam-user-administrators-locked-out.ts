import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, knownCaller } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_FUNCTION } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Policies of AWS that deny everything. */
const DENIES_ALL = /:policy\/AWSDenyAll$/;

/** What keeps a user out and leaves it there. */
const LOCKS: Readonly<Record<string, (parameters: Readonly<Record<string, unknown>>) => string | undefined>> = {
  UpdateAccessKey: ({ status }) => (status === 'Inactive' ? 'a key' : undefined),
  DeleteAccessKey: () => 'a key',
  DeleteLoginProfile: () => 'the password',
  UpdateLoginProfile: () => 'the password',
  DeactivateMFADevice: () => 'the second factor',
  AttachUserPolicy: ({ policyArn }) => (DENIES_ALL.test(textOf(policyArn) ?? '') ? 'all rights' : undefined),
};

export default defineDetector({
  type: 'Impact:IAMUser/AdministratorsLockedOut',
  own: true,
  title: 'Several users lost their access in several ways',
  why: 'Who holds an account for ransom first sees to it that nobody else can come in.',
  asks: 'Did one caller take keys, passwords or second factors from several users within an hour, in more than one of these ways?',
  attack: ['T1531'],
  settings: {
    users: {
      default: 4,
      because:
        'A colleague who leaves is one, and seldom two on a day. Whoever rotates keys or resets passwords does one thing to all.',
    },
  },

  from: cloudtrail(...Object.keys(LOCKS)),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: succeeded,
    holder: (holder) => holder !== 'resource',
  },
  and: (record, look) =>
    lockOf(record) !== undefined &&
    userOf(record) !== undefined &&
    isByHand(record, look) &&
    !look.organization.serves('help-desk', knownCaller(record), record.time),
  about: aboutPrincipal,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    users: t.distinct(userOf),
    ways: t.distinct(lockOf),
    kinds: t.distinct(({ callerKind, userAgent }) =>
      callerKind === 'person' || saysDeploys(userAgent) ? 'at work' : 'other',
    ),
  }),
  having: ({ tallies: { users, ways } }, { settings }) => users.size >= settings.users && ways.size > 1,
  severity: {
    when: {
      High: 'with a key or a role',
      Low: 'by a person who is signed in, as when a team leaves, or a tool that describes infrastructure says that it did',
    },
    of: ({ tallies: { kinds } }) => (kinds.values.includes('other') ? 'High' : 'Low'),
  },

  explain: ({ subject, tallies: { users, ways } }) =>
    `${capitalized(callerOf(subject.resource))} took ${enumerated(ways.values)} from ${counted(users.size, 'user')} within an hour: ${enumerated(users.values)}.`,
  asff: 'Effects/Denial of Service/Impact:IAMUser-AdministratorsLockedOut',
  blindTo: [
    'Users of whom only the keys are deleted, and they with them: brokers of keys make and delete users all day.',
    'People of IAM Identity Center, whose assignments are taken away.',
    'Who takes the same from all of them, as programs do that retire old keys.',
    'Policies of one’s own that deny everything.',
  ],
  falsePositives: [
    'A script that takes the access of many colleagues at once: name its user in `known` for help-desk.',
  ],
  respond: [
    'Sign in as root, or with another account’s role, while that is possible.',
    'Disable the credentials of the caller, and give people back what they lost.',
    'Look at what the caller did before: it is seldom the first act.',
  ],
  references: [{ title: 'MITRE ATT&CK: Account Access Removal', url: 'https://attack.mitre.org/techniques/T1531/' }],
  examples: {
    fires: {
      'keys and passwords of four': () => ({ records: [...keys(2), ...passwords(4)], also: ALSO }),
      'second factors and rights, over the full hour': () => ({
        records: [
          ...lock(4, 'AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
          ...lock(2, 'DeactivateMFADevice', { serialNumber: 'x' }).map((record) => ({
            ...record,
            eventTime: '2026-03-02T11:05:00Z',
          })),
        ].map((record, i) => (i < 4 ? { ...record, eventTime: '2026-03-02T10:50:00Z' } : record)),
        also: ['Persistence:IAMUser/MultiFactorChanged'],
      }),
      'keys are deleted, not only switched off': () => ({
        records: [...lock(4, 'DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLEKEY000009' }), ...passwords(1)],
        also: ALSO,
      }),
      'by a tool that takes users down, which is less': () => ({
        records: [...keys(4, BY_TERRAFORM), ...lock(4, 'DeleteLoginProfile', {}, BY_TERRAFORM)],
      }),
      'by a person in the console, which is less': () => ({
        records: [...keys(4, BY_PERSON), ...passwords(4, BY_PERSON)],
        also: ALSO,
      }),
    },
    quiet: {
      'three users': () => ({ records: [...keys(3), ...passwords(3)], also: ALSO }),
      'old keys are retired, and nothing else': () => ({
        records: [...keys(9), ...lock(9, 'DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLEKEY000009' })],
      }),
      'keys are switched on': () => ({
        records: [...lock(4, 'UpdateAccessKey', { status: 'Active' }), ...lock(1, 'DeleteLoginProfile', {})],
      }),
      'one’s own': () => ({
        records: [...keys(4), ...passwords(4)].map((record) => ({
          ...record,
          requestParameters: { status: 'Inactive' },
        })),
      }),
      'all refused': () => ({ records: [...keys(4), ...passwords(4)].map((each) => ({ ...each, ...DENIED })) }),
      'a function that takes the access of leavers': () => ({
        records: [...keys(4, BY_FUNCTION), ...passwords(4, BY_FUNCTION)],
        also: ALSO,
      }),
      'over a day': () => ({
        records: passwords(4).map((record, i) => ({ ...record, eventTime: `2026-03-02T1${i * 2}:00:00Z` })),
        also: ALSO,
      }),
    },
  },
});

const ALSO = ['Persistence:IAM/AccountManipulation'] as const;
const BY_PERSON = { userIdentity: identityCenterUser() };
const BY_TERRAFORM = { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' };
const DENIED = { errorCode: 'AccessDenied', errorMessage: 'Not authorized.' };

function lockOf({ eventName, requestParameters = {} }: CloudTrailRecord): string | undefined {
  return Object.hasOwn(LOCKS, eventName) ? LOCKS[eventName]?.(requestParameters) : undefined;
}

/** The user who loses it; undefined where callers do it to themselves. */
function userOf({ requestParameters = {}, userIdentity }: CloudTrailRecord): string | undefined {
  const user = textOf(requestParameters['userName']);
  return user === userIdentity.userName ? undefined : user;
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
