import { iamUser, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { signedIn } from '../kits/sign-in.ts';
import { called, defineSignals } from '../kits/signals.ts';

export default defineSignals({
  type: 'InitialAccess:IAM/ValidAccounts',
  title: 'A user signed in to the console without MFA',
  why: 'Without MFA, a password that was leaked, guessed or phished is enough to get into the account.',
  asks: 'Did an IAM user or the root user sign in to the console without MFA?',
  attack: ['T1078.004'],
  signals: [
    {
      means: 'a user signed in without MFA',
      severity: 'Medium',
      service: 'signin',
      calls: ['ConsoleLogin'],
      did: (_, record) => {
        const { type } = record.userIdentity;
        // Federated users sign in at their provider, which may have asked for a second factor: their records always say
        // No.
        const isOfAccount = type === 'IAMUser' || type === 'Root';
        const isWithout = String(record.additionalEventData?.['MFAUsed']).toLowerCase() === 'no';
        return isOfAccount && isWithout && signedIn(record) ? 'signed in to the console without MFA' : undefined;
      },
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Initial Access/InitialAccess:IAM-ValidAccounts',
  blindTo: [
    'People who sign in through Identity Center or another identity provider: only its own log shows whether it required MFA.',
    'Access keys, which do not use MFA.',
  ],
  falsePositives: ['Users without an MFA device: the first sign-in after the account or the user was created.'],
  respond: [
    'Ask the user whether they signed in.',
    'Give the user an MFA device, or remove the password and let people sign in through Identity Center.',
    'Require MFA in policies (aws:MultiFactorAuthPresent).',
  ],
  references: [
    {
      title: 'AWS Management Console sign-in events',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html',
    },
  ],
  examples: {
    fires: {
      'an IAM user': () => login({}),
      root: () => ({ ...login({ userIdentity: rootUser() }), also: ['Policy:IAMUser/RootCredentialUsage'] }),
    },
    quiet: {
      'with MFA': () => login({ additionalEventData: { MFAUsed: 'Yes' } }),
      'a failed attempt': () =>
        login({ responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' }),
      'through Identity Center': () =>
        login({ userIdentity: roleSession('alice@corp.example', 'AWSReservedSSO_Admin_0123456789abcdef') }),
      'by SAML': () => login({ userIdentity: { type: 'SAMLUser', principalId: 'EXAMPLE:alice', userName: 'alice' } }),
      'the record does not mention MFA': () => login({ additionalEventData: null }),
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
