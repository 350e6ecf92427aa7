import type { Random } from './random.ts';

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const ROLES = [
  'deploy',
  'app-server',
  'data-pipeline',
  'autoscaling',
  'monitoring',
  'backup',
  'ReadOnlyAccess',
  'Admin',
];
const AGENTS = [
  'aws-cli/2.15.30 Python/3.11.8 Linux/5.10.210-201.852.amzn2.x86_64 exe/x86_64.amzn.2 prompt/off command/s3.sync',
  'aws-sdk-go-v2/1.24.1 os/linux lang/go#1.21.6 md/GOOS#linux md/GOARCH#amd64 api/s3#1.48.0',
  'Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10.210 md/arch#x86_64 lang/python#3.12.2 md/pyimpl#CPython',
  'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.40.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36',
  'autoscaling.amazonaws.com',
];

type Parameters = (random: Random) => object | null;
const CALLS: readonly (readonly [source: string, name: string, readOnly: boolean, parameters: Parameters])[] = [
  [
    'ec2',
    'DescribeInstances',
    true,
    (r) => ({ maxResults: 1000, filterSet: { items: [item('instance-state-name', r)] } }),
  ],
  [
    'ec2',
    'DescribeNetworkInterfaces',
    true,
    (r) => ({ networkInterfaceIdSet: { items: [{ networkInterfaceId: `eni-0${r.hex(16)}` }] }, filterSet: {} }),
  ],
  [
    'ec2',
    'RunInstances',
    false,
    (r) => ({
      instancesSet: { items: [{ imageId: `ami-0${r.hex(16)}`, minCount: 1, maxCount: 1 }] },
      instanceType: 'm6i.large',
    }),
  ],
  [
    'sts',
    'AssumeRole',
    true,
    (r) => ({
      roleArn: `arn:aws:iam::${r.pick(ACCOUNTS)}:role/${r.pick(ROLES)}`,
      roleSessionName: `i-0${r.hex(16)}`,
      durationSeconds: 3600,
    }),
  ],
  [
    's3',
    'GetBucketAcl',
    true,
    (r) => ({ bucketName: `logs-${r.pick(ACCOUNTS)}`, Host: `logs.s3.${r.pick(REGIONS)}.amazonaws.com`, acl: '' }),
  ],
  ['s3', 'ListBuckets', true, () => null],
  [
    'kms',
    'Decrypt',
    true,
    (r) => ({
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-${r.hex(6)}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  ],
  [
    'kms',
    'GenerateDataKey',
    true,
    (r) => ({ keySpec: 'AES_256', keyId: `arn:aws:kms:us-east-1:${r.pick(ACCOUNTS)}:key/${uuid(r)}` }),
  ],
  ['dynamodb', 'DescribeTable', true, (r) => ({ tableName: `orders-${r.below(40)}` })],
  [
    'logs',
    'CreateLogStream',
    false,
    (r) => ({ logGroupName: `/aws/lambda/worker-${r.below(60)}`, logStreamName: `2026/11/22/[$LATEST]${r.hex(32)}` }),
  ],
  ['iam', 'GetRole', true, (r) => ({ roleName: r.pick(ROLES) })],
  [
    'lambda',
    'GetFunction20150331v2',
    true,
    (r) => ({ functionName: `arn:aws:lambda:us-east-1:${r.pick(ACCOUNTS)}:function:worker-${r.below(60)}` }),
  ],
  [
    'ssm',
    'UpdateInstanceInformation',
    false,
    (r) => ({
      instanceId: `i-0${r.hex(16)}`,
      agentVersion: '3.2.2303.0',
      platformType: 'Linux',
      iPAddress: address(r),
    }),
  ],
  ['monitoring', 'DescribeAlarms', true, (r) => ({ alarmNamePrefix: `cpu-${r.below(100)}`, maxRecords: 100 })],
];

/**
 * A log file as CloudTrail delivers it, for one account and Region, with 1.4 KB a record. Seven of eight neighbouring
 * records have the same identity, address and program; in published logs of real accounts it is nine of ten.
 */
export function cloudTrailFile(random: Random, count: number): string {
  const accountId = random.pick(ACCOUNTS);
  const region = random.pick(REGIONS);
  const identities = Array.from({ length: 80 }, () => identity(random, accountId));
  let who = random.pick(identities);
  const records = Array.from({ length: count }, (_, index) => {
    if (random.below(8) === 0) who = random.pick(identities);
    return JSON.stringify(cloudTrailRecord(random, who, index, region));
  });
  return `{"Records":[${records.join(',')}]}`;
}

/** One event; `index` moves its time. */
export function cloudTrailRecord(random: Random, who: Identity, index: number, region = random.pick(REGIONS)): object {
  const [source, name, readOnly, parameters] = random.pick(CALLS);
  const denied = random.below(20) === 0;
  return {
    eventVersion: '1.09',
    userIdentity: who.userIdentity,
    eventTime: new Date(Date.UTC(2026, 10, 22, 9, 0, index % 300)).toISOString().replace('.000', ''),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    ...origin(random, who),
    userAgent: who.userAgent,
    ...(denied
      ? { errorCode: 'AccessDenied', errorMessage: `User is not authorized to perform: ${source}:${name}` }
      : {}),
    requestParameters: parameters(random),
    responseElements: responseOf(random, source, name, denied),
    ...(source === 's3' ? { additionalEventData: transfer(random) } : {}),
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly,
    ...(source === 's3' || source === 'kms' || source === 'sts' ? { resources: [resource(random, source)] } : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: who.accountId,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${source}.${region}.amazonaws.com`,
    },
  };
}

/** The response elements of write calls and of STS. */
function responseOf(random: Random, source: string, name: string, denied: boolean): object | null {
  if (denied) return null;
  if (source === 'sts') {
    const expiration = 'Nov 22, 2026, 10:12:44 AM';
    const role = random.pick(ROLES);
    const session = `i-0${random.hex(16)}`;
    return {
      credentials: {
        accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
        sessionToken: `IQoJb3JpZ2luX2VjE${random.hex(240)}`,
        expiration,
      },
      assumedRoleUser: {
        assumedRoleId: `AROA${random.hex(17).toUpperCase()}:${session}`,
        arn: `arn:aws:sts::${random.pick(ACCOUNTS)}:assumed-role/${role}/${session}`,
      },
    };
  }
  return name === 'RunInstances'
    ? { requestId: uuid(random), instancesSet: { items: [item('pending', random)] } }
    : null;
}

/** The additional members of S3's events. */
function transfer(random: Random): object {
  return {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: 0,
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `${random.hex(72)}=`,
    bytesTransferredOut: random.below(9000),
  };
}

function resource(random: Random, source: string): object {
  const accountId = random.pick(ACCOUNTS);
  const [type, arn] = {
    s3: ['AWS::S3::Bucket', `arn:aws:s3:::logs-${accountId}`],
    kms: ['AWS::KMS::Key', `arn:aws:kms:us-east-1:${accountId}:key/${uuid(random)}`],
  }[source] ?? ['AWS::IAM::Role', `arn:aws:iam::${accountId}:role/${random.pick(ROLES)}`];
  return { accountId, type, ARN: arn };
}

/** A caller with its account, address and program. */
interface Identity {
  readonly userIdentity: object;
  readonly accountId: string;
  readonly address: string;
  readonly userAgent: string;
  /** Whether it is an instance, which calls through its VPC's endpoint. */
  readonly instance: boolean;
}

/** A caller, in most cases a session of a role. */
export function identity(random: Random, accountId = random.pick(ACCOUNTS)): Identity {
  const role = random.pick(ROLES);
  const principal = `AROA${random.hex(17).toUpperCase()}`;
  const session = random.below(2) === 0 ? `i-0${random.hex(16)}` : `person-${random.below(50)}@corp.example`;
  const instance = session.startsWith('i-');
  const caller = { accountId, address: address(random), userAgent: random.pick(AGENTS), instance };
  if (random.below(8) === 0) return { ...caller, userIdentity: awsService(random), instance: false };
  const userIdentity = {
    type: 'AssumedRole',
    principalId: `${principal}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal,
        arn: `arn:aws:iam::${accountId}:role/${role}`,
        accountId,
        userName: role,
      },
      webIdFederationData: {},
      attributes: { creationDate: '2026-11-22T08:12:44Z', mfaAuthenticated: 'false' },
      ...(instance ? { ec2RoleDelivery: '2.0' } : {}),
    },
  };
  if (!instance) return { ...caller, userIdentity };
  return { ...caller, userIdentity, address: `10.${random.below(4)}.${random.below(256)}.${random.below(256)}` };
}

function awsService(random: Random): object {
  return { type: 'AWSService', invokedBy: `${random.pick(['ec2', 'autoscaling', 'lambda'])}.amazonaws.com` };
}

/** One of some hundred calls of an instance comes from somebody who stole its credentials. */
function origin(random: Random, { address: own, instance }: Identity): object {
  if (!instance) return { sourceIPAddress: own };
  if (random.below(300) === 0) return { sourceIPAddress: address(random) };
  return { sourceIPAddress: own, vpcEndpointId: 'vpce-0123456789abcdef0' };
}

function item(name: string, random: Random): object {
  return { name, valueSet: { items: [{ value: random.pick(['running', 'pending', 'stopped']) }] } };
}

function address(random: Random): string {
  return random.below(5) === 0
    ? 'AWS Internal'
    : `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.below(256)}`;
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}
