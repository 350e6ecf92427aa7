import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isManagementCategory } from '../kits/api-call.ts';
import { usesCredentials } from '../kits/sign-in.ts';
import { namesDistribution } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'PenTest:IAMUser/KaliLinux',
  title: 'An API was called from a machine that runs Kali Linux',
  why: 'Kali Linux is made for penetration tests, and intruders like it for the same reasons.',
  asks: 'Does the user agent of a call say that it came from Kali Linux?',
  severity: 'Medium',
  attack: ['T1078.004', 'T1588.002'],

  from: cloudtrail(),
  where: {
    userAgent: (userAgent) => userAgent !== undefined && namesDistribution(userAgent, 'kali'),
    eventCategory: isManagementCategory,
  },
  and: usesCredentials,
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
    // A call into another account is recorded in both, and a finding in each: this names the other copy.
    sharedEventIDs: t.sample((record) => record.sharedEventID),
    agents: t.sample((record) => record.userAgent?.slice(0, 200)),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, with a user agent of Kali Linux: ${enumerated(tallies.agents, 1)}.`,
  asff: 'TTPs/PenTest:IAMUser/KaliLinux',
  blindTo: [
    'User agents are the caller’s to write: one line of configuration hides the system.',
    'Tools that do not send the name of the system.',
  ],
  falsePositives: ['Penetration tests that were agreed on.'],
  respond: [
    'Ask whether a penetration test is under way, and whether these credentials are part of it.',
    'If not, disable the credentials and look at everything they did.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a new AWS CLI': () =>
        agent(
          'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.11-amd64 md/arch#x86_64 md/distrib#kali.2024.2 lang/python#3.11.8',
        ),
      'an old AWS CLI': () => agent('aws-cli/1.22.34 Python/3.9.9 Linux/5.15.0-kali3-amd64 botocore/1.23.34'),
      'S3 writes user agents in brackets': () =>
        agent('[aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0 exe/x86_64.kali.2023 prompt/off command/s3.ls]'),
      'a user of IAM Identity Center': () => ({
        records: [event({ userAgent: 'aws-cli/2.17.0 md/distrib#kali.2024.2', userIdentity: identityCenterUser() })],
      }),
      'the name in words': () => agent('curl/8.5 (Kali GNU/Linux; x86_64)'),
    },
    quiet: {
      'another distribution': () =>
        agent('aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 md/distrib#ubuntu.24'),
      'a tool whose name contains the word': () => agent('kalinka/1.0'),
      'an image that is built': () => agent('packer/1.9 (kali-linux; image build)'),
      'a module that is called so': () => agent('Terraform/1.5.0 terraform-provider-aws/5.0 module/kali linux lab'),
      'somebody fails to sign in': () => ({
        records: [
          event({
            eventSource: 'signin.amazonaws.com',
            eventName: 'ConsoleLogin',
            eventType: 'AwsConsoleSignIn',
            userAgent: 'Mozilla/5.0 (X11; Kali GNU/Linux; rv:128.0)',
            responseElements: { ConsoleLogin: 'Failure' },
          }),
        ],
      }),
      'a tool by that very name': () => agent('kali/3.2 (scheduler)'),
      'a project of that name': () => agent('Boto3/1.34.0 md/Botocore#1.34.0 app/kali-billing'),
    },
  },
});

function agent(userAgent: string) {
  return { records: [event({ userAgent })] };
}
