import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import { event, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from './access-key.ts';
import { isManagementCategory } from './api-call.ts';
import { aboutBucket } from './bucket.ts';
import { graveCalls, isS3, isTelling, S3_DATA_CALLS, severityOfCalls } from './s3-calls.ts';
import { ANONYMOUS, bucketCall } from './s3-example.ts';
import { usesCredentials } from './sign-in.ts';
import { runsOn } from './user-agent.ts';
import { capitalized, enumerated } from './wording.ts';

/** A Linux distribution that is made for penetration tests. */
export interface Distribution {
  readonly name: 'Kali' | 'Parrot' | 'Pentoo';
  readonly is: string;
}

export const KALI: Distribution = { name: 'Kali', is: 'Kali Linux is made for penetration tests' };
export const PARROT: Distribution = { name: 'Parrot', is: 'Parrot is made for penetration tests' };
export const PENTOO: Distribution = { name: 'Pentoo', is: 'Pentoo is Gentoo made for penetration tests' };

/** `PenTest:IAMUser/…`: an API was called from a machine that runs the distribution. */
export function apiCalledFrom(distribution: Distribution): AnyDetector {
  const { name } = distribution;
  return defineDetector({
    ...said(distribution),
    type: `PenTest:IAMUser/${name}Linux`,
    title: `An API was called from a machine that runs ${name} Linux`,
    asks: `Does the user agent of a call name ${name} Linux?`,
    severity: 'Medium',
    attack: ['T1078.004', 'T1588.002'],

    from: cloudtrail(),
    where: {
      userAgent: runsOn(name.toLowerCase()),
      eventCategory: isManagementCategory,
    },
    and: usesCredentials,
    about: aboutAccessKey,
    acrossRegions: true,
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
      // A call into another account is recorded in both and leads to a finding in each: this id names the other copy.
      sharedEventIDs: t.sample((record) => record.sharedEventID),
      agents: t.sample((record) => record.userAgent?.slice(0, AGENT_MAX)),
    }),

    explain: ({ subject, count, tallies }) =>
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} with a user agent of ${name} Linux: ${enumerated(tallies.agents, 1)}.`,
    asff: `TTPs/PenTest:IAMUser/${name}Linux`,
    references: [
      {
        title: 'GuardDuty IAM finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
      },
    ],
    examples: {
      fires: {
        ...agents(event, agentsOf(distribution)),
        'a user of IAM Identity Center': () => ({
          records: [event({ userAgent: agentOf(distribution), userIdentity: identityCenterUser() })],
        }),
      },
      quiet: {
        ...agents(event, othersThan(distribution)),
        'a failed sign-in': () => ({
          records: [
            event({
              eventSource: 'signin.amazonaws.com',
              eventName: 'ConsoleLogin',
              eventType: 'AwsConsoleSignIn',
              userAgent: `Mozilla/5.0 (X11; ${name} GNU/Linux; rv:128.0)`,
              responseElements: { ConsoleLogin: 'Failure' },
            }),
          ],
        }),
        'objects are listed, which has a finding type of its own': () => ({
          records: [bucketCall({ userAgent: agentOf(distribution) })],
        }),
      },
    },
  });
}

/** `PenTest:S3/…`: objects of a bucket were asked for from a machine that runs the distribution. */
export function bucketCalledFrom(distribution: Distribution): AnyDetector {
  const { name } = distribution;
  return defineDetector({
    ...said(distribution),
    type: `PenTest:S3/${name}Linux`,
    title: `Objects of a bucket were accessed from a machine that runs ${name} Linux`,
    asks: `Does the user agent of a call on the objects of a bucket name ${name} Linux?`,
    severity: severityOfCalls('Medium'),
    attack: ['T1530', 'T1588.002'],

    from: cloudtrail(...S3_DATA_CALLS),
    where: {
      eventSource: isS3,
      userAgent: runsOn(name.toLowerCase()),
    },
    and: isTelling,
    about: aboutBucket,
    tally: (t) => ({
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
      agents: t.sample((record) => record.userAgent?.slice(0, AGENT_MAX)),
      grave: graveCalls(t),
    }),

    explain: ({ subject, count, tallies }) =>
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) on bucket ${subject.resource.id} from ${enumerated(tallies.addresses)} with a user agent of ${name} Linux: ${enumerated(tallies.agents, 1)}.`,
    asff: `TTPs/PenTest:S3-${name}Linux`,
    references: [
      {
        title: 'GuardDuty S3 Protection finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html',
      },
    ],
    examples: {
      fires: {
        ...agents(bucketCall, agentsOf(distribution)),
        'an anonymous caller reads a page': () => ({
          records: [bucketCall({ eventName: 'GetObject', userAgent: agentOf(distribution), userIdentity: ANONYMOUS })],
        }),
      },
      quiet: {
        ...agents(bucketCall, othersThan(distribution)),
        'a bucket and objects of that name': () => ({
          records: [
            bucketCall({
              eventName: 'GetObject',
              requestParameters: { bucketName: `${name.toLowerCase()}-mirror`, key: `${name.toLowerCase()}-linux.iso` },
            }),
          ],
        }),
        'a refused stranger': () => ({
          records: [
            bucketCall({ userAgent: agentOf(distribution), userIdentity: ANONYMOUS, errorCode: 'AccessDenied' }),
          ],
        }),
        'buckets are listed, which is a management call': () => ({
          records: [
            bucketCall({
              eventName: 'ListBuckets',
              requestParameters: null,
              eventCategory: 'Management',
              userAgent: agentOf(distribution),
            }),
          ],
        }),
      },
    },
  });
}

const AGENT_MAX = 200;

function said({ is }: Distribution) {
  return {
    why: `${is}, and intruders use it as well.`,
    blindTo: [
      'Callers who hide their system: one line of configuration changes the user agent.',
      'Tools that do not send the name of the system.',
    ],
    falsePositives: ['Authorized penetration tests.'],
    respond: [
      'Ask whether a penetration test is under way, and whether it uses these credentials.',
      'If not, disable the credentials and review everything they did.',
    ],
  };
}

function agentOf({ name }: Distribution): string {
  return `aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.11-amd64 md/arch#x86_64 md/distrib#${name.toLowerCase()}.2024.2 lang/python#3.11.8`;
}

function agentsOf(distribution: Distribution): Readonly<Record<string, string>> {
  const word = distribution.name.toLowerCase();
  return {
    'a new AWS CLI': agentOf(distribution),
    'an old AWS CLI': `aws-cli/1.22.34 Python/3.9.9 Linux/5.15.0-${word}3-amd64 botocore/1.23.34`,
    'a user agent in brackets, as S3 writes it': `[aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0 exe/x86_64.${word}.2023 prompt/off command/s3.ls]`,
    'the name in words': `curl/8.5 (${distribution.name} GNU/Linux; x86_64)`,
  };
}

function othersThan({ name }: Distribution): Readonly<Record<string, string>> {
  const word = name.toLowerCase();
  return {
    'another distribution': 'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 md/distrib#ubuntu.24',
    'a tool whose name contains the word': `${word}nka/1.0`,
    'a build of an image': `packer/1.9 (${word}-linux; image build)`,
    'a module of that name': `Terraform/1.5.0 terraform-provider-aws/5.0 module/${word} linux lab`,
    'a tool of exactly that name': `${word}/3.2 (scheduler)`,
    'a project of that name': `Boto3/1.34.0 md/Botocore#1.34.0 app/${word}-billing`,
  };
}

function agents(
  call: (overrides: Readonly<Record<string, unknown>>) => object,
  userAgents: Readonly<Record<string, string>>,
): Readonly<Record<string, () => Example>> {
  return Object.fromEntries(
    Object.entries(userAgents).map(([name, userAgent]) => [name, () => ({ records: [call({ userAgent })] })]),
  );
}
