import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { weaknesses } from '../kits/password-policy.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:IAMUser/PasswordPolicyChange',
  title: 'The account password policy was weakened',
  why: 'Weak passwords are easier to guess, and let an intruder create users with simple passwords.',
  asks: 'Was the password policy of the account deleted, or set to something weak?',
  attack: ['T1556', 'T1201'],

  from: cloudtrail('UpdateAccountPasswordPolicy', 'DeleteAccountPasswordPolicy'),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => weaknesses(record).length > 0,
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    weaknesses: t.sample((record) =>
      weaknesses(record)
        .map(({ words }) => words)
        .join(', '),
    ),
    weights: t.distinct((record) => weaknesses(record).reduce((sum, { weight }) => sum + weight, 0)),
  }),

  severity: {
    when: {
      High: 'passwords can be guessed quickly, or the policy is gone',
      Medium: 'passwords can be guessed with patience',
      Low: 'one safeguard among several is gone',
    },
    of({ tallies }) {
      const weight = Math.max(...tallies.weights.values.map(Number));
      return weight >= 4 ? 'High' : weight >= 2 ? 'Medium' : 'Low';
    },
  },
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} changed the password policy of the account: ${enumerated(tallies.weaknesses)}.`,
  asff: 'TTPs/Defense Evasion/Stealth:IAMUser-PasswordPolicyChange',
  blindTo: [
    'What the policy was before: a weak policy that becomes less weak is reported, a strong one that becomes weaker but not weak is not.',
    'Records whose parameters an export left out: they look like requests that name none.',
  ],
  falsePositives: ['Accounts whose people sign in through an identity provider, where the policy protects nobody.'],
  respond: [
    'Ask the owner of the credentials whether the change was theirs.',
    'If not, restore the policy (UpdateAccountPasswordPolicy) and disable the credentials.',
    'Look for users and login profiles that were created, and passwords that were changed, since.',
  ],
  references: [
    {
      title: 'Setting an account password policy for IAM users',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html',
    },
  ],
  examples: {
    fires: {
      'six characters are accepted': () => update({ minimumPasswordLength: 6 }),
      'the policy is deleted': () => change('DeleteAccountPasswordPolicy', null),
      'symbols are no longer required': () => update({ minimumPasswordLength: 12, requireSymbols: false }),
      'passwords stay valid for two years': () => update({ ...STRONG, maxPasswordAge: 730 }),
      'only an age is named, and everything else falls back to the default': () => update({ maxPasswordAge: 90 }),
      'a request without parameters': () => change('UpdateAccountPasswordPolicy', null),
    },
    quiet: {
      'the call was denied': () => change('DeleteAccountPasswordPolicy', null, { errorCode: 'AccessDenied' }),
      'a strong policy': () => update(STRONG),
      'eight characters of all kinds': () => update({ ...STRONG, minimumPasswordLength: 8 }),
      'passwords that never expire': () => update({ ...STRONG, maxPasswordAge: undefined }),
    },
  },
});

const STRONG = {
  minimumPasswordLength: 14,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercaseCharacters: true,
  requireLowercaseCharacters: true,
  maxPasswordAge: 90,
  passwordReusePrevention: 24,
};

function update(requestParameters: object) {
  return change('UpdateAccountPasswordPolicy', requestParameters);
}

function change(eventName: string, requestParameters: object | null, overrides: object = {}) {
  const call = { eventSource: 'iam.amazonaws.com', readOnly: false, userIdentity: iamUser('mallory') };
  return { records: [event({ ...call, eventName, requestParameters, ...overrides })] };
}
