import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours, iso } from '#services/model/time.ts';
import type { Subject } from '#services/model/subject.ts';
import { event, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutChanged } from '../kits/principal.ts';
import { isSignIn, signedIn } from '../kits/sign-in.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'InitialAccess:IAMUser/SignInGuessing',
  own: true,
  title: 'Console passwords or MFA codes are being guessed',
  why: 'Attackers guess many passwords of one user, or try one common password with every user name.',
  asks: 'Did console sign-ins from one address fail for several users, or many times, within an hour? Or did sign-ins of one IAM Identity Center user fail many times?',
  attack: ['T1110.001', 'T1110.003'],
  settings: {
    users: { default: 4, because: 'Four people of one office rarely mistype their passwords in the same hour.' },
    failures: { default: 10, because: 'People who forgot a password request a new one before the tenth attempt.' },
  },

  from: cloudtrail('ConsoleLogin', 'CredentialVerification'),
  where: { eventSource: (source) => source === 'signin.amazonaws.com' || source === 'sso.amazonaws.com' },
  and: (record) => isSignIn(record) && (hasFailed(record) || signedIn(record)),
  about: aboutAddress,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    failures: t.distinct((record) => (hasFailed(record) ? record.id : undefined)),
    failed: t.distinct((record) => (hasFailed(record) ? userOf(record) : undefined)),
    entered: t.distinct((record) => (hasFailed(record) ? undefined : userOf(record))),
    firstFailure: t.earliest((record) => (hasFailed(record) ? iso(record.time) : undefined)),
    lastEntry: t.latest((record) => (hasFailed(record) ? undefined : iso(record.time))),
  }),
  having: ({ tallies: { failures, failed } }, { settings }) =>
    failed.size >= settings.users || failures.size >= settings.failures,
  severity: {
    when: {
      High: 'a user whose sign-in had failed signed in afterwards from the same address',
      Medium: 'none of these users signed in afterwards',
    },
    of: ({ tallies: { failed, entered, firstFailure = '', lastEntry = '' } }) =>
      firstFailure < lastEntry && entered.values.some((user) => failed.values.includes(user)) ? 'High' : 'Medium',
  },

  explain: ({ subject: { resource }, tallies: { failures, failed } }) =>
    `${counted(failures.size, 'sign-in')} from ${resource.id} failed within an hour, for ${enumerated(failed.values)}.`,
  asff: 'TTPs/Initial Access/InitialAccess:IAMUser-SignInGuessing',
  blindTo: [
    'Guesses that are spread over many addresses.',
    'Names that do not exist: the record hides them, and all count as one user.',
    'Passwords of other identity providers, and one password tried with every user name of IAM Identity Center: where a whole office signs in from one address, several people mistype theirs within an hour.',
  ],
  falsePositives: ['An office behind one address, on the day that passwords expire.'],
  respond: [
    'Ask the users whether it was them.',
    'If somebody else signed in, disable the password and the user’s keys, and review what was done since.',
    'Require MFA for everybody who has a password.',
  ],
  references: [
    {
      title: 'AWS Management Console sign-in events',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html',
    },
  ],
  examples: {
    fires: {
      'four users': () => ({ records: ['alice', 'bob', 'carol', 'dave'].map((user) => signIn(user, 'Failure', 0)) }),
      'ten times the same user': () => ({
        records: Array.from({ length: 10 }, (_, i) => signIn('alice', 'Failure', i)),
      }),
      'root and an unnamed user, in two halves of an hour': () => ({
        records: [
          ...Array.from({ length: 6 }, (_, i) => signIn('x', 'Failure', 50 + i, { userIdentity: { type: 'Root' } })),
          ...Array.from({ length: 4 }, (_, i) => {
            const eventTime = `2026-03-02T11:0${i}:00Z`;
            return signIn('x', 'Failure', i, {
              userIdentity: { type: 'IAMUser', accountId: '111122223333' },
              eventTime,
            });
          }),
        ],
      }),
      'ten second factors of one user of Identity Center': () => ({
        records: Array.from({ length: 10 }, (_, i) => verification('94d8c4b8', 'Failure', i)),
      }),
      'an earlier sign-in had succeeded': () => ({
        records: [
          signIn('alice', 'Success', 0),
          ...Array.from({ length: 10 }, (_, i) => signIn('alice', 'Failure', i)),
        ],
      }),
      'two users then sign in, one of whom never failed': () => ({
        records: [
          ...Array.from({ length: 10 }, (_, i) => signIn('alice', 'Failure', i)),
          signIn('bob', 'Success', 19),
          signIn('alice', 'Success', 20),
        ],
      }),
      'somebody else then signs in': () => ({
        records: [...Array.from({ length: 10 }, (_, i) => signIn('alice', 'Failure', i)), signIn('bob', 'Success', 20)],
      }),
      'the user then signs in': () => ({
        records: [
          ...Array.from({ length: 10 }, (_, i) => signIn('alice', 'Failure', i)),
          signIn('alice', 'Success', 20),
        ],
      }),
    },
    quiet: {
      'three users': () => ({ records: ['alice', 'bob', 'carol'].map((user) => signIn(user, 'Failure', 0)) }),
      'nine times one user, who then remembers': () => ({
        records: [
          ...Array.from({ length: 9 }, (_, i) => signIn('alice', 'Failure', i)),
          signIn('alice', 'Success', 20),
        ],
      }),
      'an office signs in': () => ({
        records: Array.from({ length: 20 }, (_, i) => signIn(`user${i}`, 'Success', i)),
      }),
      'an office whose people mistype their passwords of Identity Center': () => ({
        records: Array.from({ length: 20 }, (_, i) => verification(`user${i % 5}`, 'Failure', i)),
      }),
      'four users from four addresses': () => ({
        records: ['alice', 'bob', 'carol', 'dave'].map((user, i) =>
          signIn(user, 'Failure', 0, { sourceIPAddress: `203.0.113.${i}` }),
        ),
      }),
    },
  },
});

/** People of Identity Center are looked at one by one: many share an address. */
function aboutAddress(record: CloudTrailRecord): Subject | undefined {
  const subject = aboutChanged(record.sourceIPAddress, record);
  return subject && record.eventName !== 'ConsoleLogin' ? { ...subject, remote: userOf(record) } : subject;
}

function hasFailed({ eventName, responseElements, serviceEventDetails }: CloudTrailRecord): boolean {
  return [responseElements, serviceEventDetails].some((member) => /^failure$/i.test(String(member?.[eventName])));
}

function userOf({ userIdentity: { type, userName, onBehalfOf }, additionalEventData }: CloudTrailRecord): string {
  if (type === 'Root') return 'root';
  const name = userName ?? onBehalfOf.userId ?? additionalEventData?.['UserName'];
  return typeof name === 'string' ? name : 'a user who is not named';
}

function signIn(userName: string, ConsoleLogin: string, minute: number, overrides = {}) {
  return event({
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    eventTime: `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`,
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDAEXAMPLE${userName.toUpperCase()}`,
      arn: `arn:aws:iam::111122223333:user/${userName}`,
      accountId: '111122223333',
      userName,
    },
    additionalEventData: { MFAUsed: 'Yes' },
    responseElements: { ConsoleLogin },
    ...overrides,
  });
}

function verification(userId: string, CredentialVerification: string, minute: number) {
  return signIn('', '', minute, {
    eventName: 'CredentialVerification',
    eventType: 'AwsServiceEvent',
    userIdentity: { ...identityCenterUser(), onBehalfOf: { userId } },
    additionalEventData: { CredentialType: 'PASSWORD' },
    responseElements: null,
    serviceEventDetails: { CredentialVerification },
  });
}
