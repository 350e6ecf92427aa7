import { iamUser, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { signedIn } from '../kits/sign-in.ts';
import { called, defineSignals } from '../kits/signals.ts';

export default defineSignals({
  type: 'InitialAccess:IAM/ValidAccounts',
  title: 'A user signed in to the console with a password alone',
  why: 'A password that leaked, was guessed or typed into the wrong page opens the account, where nothing else is asked for.',
  asks: 'Did a user of IAM, or root, sign in to the console without a second factor?',
  attack: ['T1078.004'],
  signals: [
    {
      means: 'a user signed in without a second factor',
      severity: 'Medium',
      service: 'signin',
      calls: ['ConsoleLogin'],
      did: (_, record) => {
        const { type } = record.userIdentity;
        // Federated users sign in at their provider, which may have asked for a second factor: their records always say
        // No.
        const isOfAccount = type === 'IAMUser' || type === 'Root';
        const isWithout = String(record.additionalEventData?.['MFAUsed']).toLowerCase() === 'no';
        return isOfAccount && isWithout && signedIn(record)
          ? 'signed in to the console without a second factor'
          : undefined;
      },
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Initial Access/InitialAccess:IAM-ValidAccounts',
  blindTo: [
    'People who sign in through Identity Center or another provider: whether it asked for a second factor is in its own log.',
    'Keys, which need none.',
  ],
  falsePositives: ['Users who have no second factor yet: the first sign-in after the account or the user was made.'],
  respond: [
    'Ask the user whether they signed in.',
    'Give the user a second factor, or take the password away and let people sign in through Identity Center.',
    'Demand a second factor in policies (aws:MultiFactorAuthPresent).',
  ],
  references: [
    {
      title: 'AWS Management Console sign-in events',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html',
    },
  ],
  examples: {
    fires: {
      'a user of IAM': () => login({}),
      root: () => ({ ...login({ userIdentity: rootUser() }), also: ['Policy:IAMUser/RootCredentialUsage'] }),
    },
    quiet: {
      'with a second factor': () => login({ additionalEventData: { MFAUsed: 'Yes' } }),
      'a failed try': () =>
        login({ responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' }),
      'through Identity Center': () =>
        login({ userIdentity: roleSession('alice@corp.example', 'AWSReservedSSO_Admin_0123456789abcdef') }),
      'by SAML': () => login({ userIdentity: { type: 'SAMLUser', principalId: 'EXAMPLE:alice', userName: 'alice' } }),
      'nothing is said of a second factor': () => login({ additionalEventData: null }),
    },
  },
});

function login(overrides: object) {
  const { accessKeyId: _, ...user } = iamUser();
  return called('signin', 'ConsoleLogin', null, {
    eventType: 'AwsConsoleSignIn',
    userIdentity: user,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
    ...overrides,
  });
}
