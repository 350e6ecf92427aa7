import { defineDetector } from '#services/model/detector.ts';
import { identityCenterUser, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { call, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** A kind of user that a console of AWS makes for one service, and names. */
interface Purpose {
  readonly named: RegExp;
  readonly noun: string;
  /** Whether such a user is for a service. */
  readonly isFor: (source: string) => boolean;
}

const MAIL_SERVICES = ['ses.amazonaws.com', 'email.amazonaws.com'];

const PURPOSES: readonly Purpose[] = [
  // "Obtaining Amazon SES SMTP credentials"
  { named: /^ses-smtp-user\.\d{8}-\d{4,6}$/, noun: 'sending mail', isFor: (source) => MAIL_SERVICES.includes(source) },
  // "Generate Amazon Bedrock API keys"
  { named: /^BedrockAPIKey-[A-Za-z0-9]+$/, noun: 'running models', isFor: (source) => source.startsWith('bedrock') },
];

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/SinglePurposeUserStrays',
  own: true,
  title: 'A user that exists for mail or for models called another service',
  why: 'Such users are made by the console with a credential for one service, which ends up in settings of programs; who calls another service has found it, and tries what else it opens.',
  asks: 'Did a user that the console made for SES or for Bedrock call another service?',
  severity: 'Medium',
  attack: ['T1078.004', 'T1552.001'],

  from: cloudtrail(),
  where: {
    'userIdentity.userName': (name) => name !== undefined && purposeOf(name) !== undefined,
    'userIdentity.invokedBy': isByCaller,
  },
  and: strays,
  about: aboutPrincipal,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample(({ eventSource, eventName }) => `${eventName} of ${eventSource}`),
    addresses: t.sample(({ sourceIPAddress }) => sourceIPAddress),
    purposes: t.sample(({ userIdentity: { userName = '' } }) => purposeOf(userName)?.noun),
  }),

  explain: ({ subject, tallies: { calls, addresses, purposes } }) =>
    `${capitalized(callerOf(subject.resource))}, which is for ${enumerated(purposes)}, called ${enumerated(calls)} from ${enumerated(addresses)}.`,
  asff: 'TTPs/Initial Access/UnauthorizedAccess:IAMUser-SinglePurposeUserStrays',
  blindTo: [
    'Users that people made and named, and those that were renamed.',
    'Calls of the service that the user is for.',
  ],
  falsePositives: ['A program that uses the key of such a user for other services as well: give it a role of its own.'],
  respond: [
    'Deactivate the keys of the user, and reset its credentials for the service.',
    'Find out where the credential leaked: settings, repositories, debug pages.',
    'Review what the user was given and did since.',
  ],
  references: [
    {
      title: 'Obtaining Amazon SES SMTP credentials',
      url: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
    },
    {
      title: 'Generate Amazon Bedrock API keys',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-generate.html',
    },
  ],
  examples: {
    fires: {
      'a user for mail asks for its identity': () => ({ records: [call('sts', 'GetCallerIdentity', null, MAIL)] }),
      'it tries what it may do': () => ({
        records: [call('iam', 'ListUsers', null, { ...MAIL, ...REFUSED })],
      }),
      'a user for models lists buckets': () => ({ records: [call('s3', 'ListBuckets', null, MODELS)] }),
    },
    quiet: {
      'it sends mail': () => ({ records: [call('ses', 'SendRawEmail', null, MAIL)] }),
      'it asks how much it may send': () => ({ records: [call('ses', 'GetSendQuota', null, MAIL)] }),
      'a user for models runs one': () => ({
        records: [call('bedrock', 'InvokeModel', { modelId: 'example' }, MODELS)],
      }),
      'it is made in the console': () => ({
        records: [
          call('iam', 'CreateUser', { userName: 'BedrockAPIKey-a1b2' }, { userIdentity: identityCenterUser() }),
        ],
      }),
      'a user for models runs an agent': () => ({
        records: [call('bedrock-agent-runtime', 'InvokeAgent', { agentId: 'example' }, MODELS)],
      }),
      'a service asks on its behalf': () => ({
        records: [
          call('kms', 'Decrypt', null, { userIdentity: { ...MAIL.userIdentity, invokedBy: 'ses.amazonaws.com' } }),
        ],
      }),
      'somebody at another provider has such a name': () => ({
        records: [
          call('sts', 'AssumeRoleWithWebIdentity', null, {
            userIdentity: { type: 'WebIdentityUser', userName: 'BedrockAPIKey-a1b2' },
          }),
        ],
      }),
      'users of other names': () => ({
        records: [
          'ses-smtp-relay',
          'old-ses-smtp-user.20260114-093012',
          'ses-smtp-user.20260114-093012-copy',
          'OurBedrockAPIKey-a1b2',
          'BedrockAPIKey-a1b2-test',
        ].map((name) => call('sts', 'GetCallerIdentity', null, { userIdentity: iamUser(name) })),
      }),
    },
  },
});

function purposeOf(userName: string): Purpose | undefined {
  return PURPOSES.find(({ named }) => named.test(userName));
}

function strays({ eventSource, userIdentity: { type, userName = '' } }: CloudTrailRecord): boolean {
  return type === 'IAMUser' && purposeOf(userName)?.isFor(eventSource) === false;
}

const MAIL = { userIdentity: iamUser('ses-smtp-user.20260114-093012') };
const MODELS = { userIdentity: iamUser('BedrockAPIKey-a1b2') };
