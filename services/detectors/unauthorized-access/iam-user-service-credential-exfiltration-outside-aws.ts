import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { awsService, event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { roleNameOf } from '../kits/trust.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/ServiceCredentialExfiltration.OutsideAWS',
  own: true,
  title: 'Credentials that a service got for a notebook, a build or a job were used outside AWS',
  why: 'Notebooks, builds, jobs and code interpreters run code of many authors beside the credentials of a role; those leave AWS only if somebody takes them out.',
  asks: 'Was a key that a service of AWS got from a role, for code that it runs, used from an address outside AWS?',
  severity: 'High',
  attack: ['T1552.005', 'T1078.004'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'AWSService' || type === 'AssumedRole',
    callerKind: (kind) => kind === 'service' || kind === 'role',
    sourceIPAddress: (address, { intel }) =>
      address !== undefined && (HOSTS.has(address) || (isPublicAddress(address) && !intel.amazon(address))),
  },
  and: (record) => isIssued(record) || isUsed(record),
  about: (record) => (isIssued(record) ? aboutIssuedKey(record) : aboutAccessKey(record)),
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    services: t.sample((record) => (isIssued(record) ? record.userIdentity.invokedBy : undefined)),
    addresses: t.sample((record) => (isUsed(record) ? record.sourceIPAddress : undefined)),
    calls: t.sample((record) => (isUsed(record) ? record.eventName : undefined)),
  }),
  having: ({ tallies: { services, addresses } }) => services.length > 0 && addresses.length > 0,

  explain: ({ subject, tallies: { services, addresses, calls } }) =>
    `A key of role ${subject.resource.accessKeyDetails?.userName ?? '(not named)'} that ${enumerated(services)} got was used outside AWS, from ${enumerated(addresses)} (${enumerated(calls)}).`,
  asff: 'Effects/Data Exfiltration/UnauthorizedAccess:IAMUser-ServiceCredentialExfiltration.OutsideAWS',
  blindTo: [
    'Keys that were issued more than half a day before.',
    'Use from machines of AWS, whoever rents them.',
    'Functions, tasks and instances, which have finding types of their own.',
    'Services that give credentials to machines of yours: hybrid activations of Systems Manager, AWS IoT, IAM Roles Anywhere.',
  ],
  falsePositives: [
    'Notebooks and builds whose calls leave through a network of your own: put its addresses on a trusted list.',
  ],
  respond: [
    'Find out whether the traffic leaves through a network of yours; if so, put its addresses on a trusted list.',
    'If not, revoke the role’s sessions (a deny on aws:TokenIssueTime), and stop the notebook, the build or the job.',
    'Review everything the key did, and who can change the code that ran beside it.',
  ],
  references: [
    {
      title: 'MITRE ATT&CK: Cloud Instance Metadata API',
      url: 'https://attack.mitre.org/techniques/T1552/005/',
    },
  ],
  examples: {
    fires: {
      'the key of a notebook': () => ({ records: [issue('sagemaker'), use()] }),
      'the key of a code interpreter, which is refused everything': () => ({
        records: [issue('bedrock-agentcore'), use({ errorCode: 'AccessDenied' })],
      }),
      'the key of a build, hours later': () => ({
        records: [issue('codebuild'), use({ eventTime: '2026-03-02T15:00:00Z' })],
      }),
      'the records come in another order': () => ({ records: [use(), issue('glue')] }),
    },
    quiet: {
      'used from an address of AWS': () => ({
        records: [issue('sagemaker'), use({ sourceIPAddress: '203.0.113.20' })],
        amazon: ['203.0.113.20'],
      }),
      'used inside a network of the account': () => ({
        records: [issue('sagemaker'), use({ sourceIPAddress: '10.0.0.7' })],
      }),
      'used by the service itself': () => ({
        records: [
          issue('glue'),
          use({
            sourceIPAddress: 'glue.amazonaws.com',
            userIdentity: { ...SESSION, invokedBy: 'glue.amazonaws.com' },
          }),
        ],
      }),
      'another key of the same role': () => ({
        records: [issue('sagemaker'), use({ userIdentity: { ...SESSION, accessKeyId: 'ASIAEXAMPLEKEY000002' } })],
      }),
      'a service that gives credentials to machines of the owner': () => ({ records: [issue('ssm'), use()] }),
      'a key that no service got': () => ({ records: [use()] }),
      'through a VPC endpoint, from an address that the network uses inside': () => ({
        records: [issue('codebuild'), use({ vpcEndpointId: 'vpce-0123456789abcdef0' })],
      }),
      'the service was refused': () => ({
        records: [issue('codebuild', { errorCode: 'AccessDenied', responseElements: null }), use()],
      }),
    },
  },
});

/**
 * Services that run their customers' code inside AWS with the credentials of a role. Lambda, ECS and EC2 are left out,
 * because their sessions show whose they are.
 */
const HOSTS: ReadonlySet<string> = new Set(
  [
    'airflow-env',
    'bedrock-agentcore',
    'build.apprunner',
    'codebuild',
    'databrew',
    'elasticmapreduce',
    'emr-serverless',
    'glue',
    'kinesisanalytics',
    'omics',
    'sagemaker',
    'tasks.apprunner',
  ].map((name) => `${name}.amazonaws.com`),
);

function isIssued({ eventName, errorCode, callerKind, issuedKey }: CloudTrailRecord): boolean {
  return callerKind === 'service' && eventName === 'AssumeRole' && succeeded(errorCode) && issuedKey !== undefined;
}

/** A call through a VPC endpoint shows an address of the VPC, which may be one that the Internet routes elsewhere. */
function isUsed({ callerKind, vpcEndpointId, sourceIPAddress = '' }: CloudTrailRecord): boolean {
  return callerKind === 'role' && vpcEndpointId === undefined && !HOSTS.has(sourceIPAddress);
}

/** The key that a service got, described as the calls that are made with it describe it. */
function aboutIssuedKey(record: CloudTrailRecord): Subject | undefined {
  const { issuedKey } = record;
  if (issuedKey === undefined) return undefined;
  const userName = roleNameOf(record);
  const accessKeyDetails = {
    accessKeyId: issuedKey,
    ...(userName === undefined ? {} : { userName }),
    userType: 'AssumedRole',
  };
  return { resource: { id: issuedKey, resourceType: 'AccessKey', accessKeyDetails }, role: 'TARGET' };
}

const SESSION = roleSession('SageMaker', 'Notebooks');

function issue(service: string, overrides = {}) {
  const host = `${service}.amazonaws.com`;
  return event({
    userIdentity: awsService(host),
    sourceIPAddress: host,
    userAgent: host,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    eventTime: '2026-03-02T09:30:00Z',
    requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/Notebooks', roleSessionName: 'SageMaker' },
    responseElements: { credentials: { accessKeyId: SESSION['accessKeyId'] } },
    ...overrides,
  });
}

function use(overrides = {}) {
  return event({
    userIdentity: SESSION,
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    ...overrides,
  });
}
