import type { Trade } from './trades.ts';

/** One call of a simulated caller. */
export interface MadeCall {
  /** `service:Name`. */
  readonly api: string;
  readonly asks?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Legitimate work that looks like an attack. */
export interface OddAct {
  readonly name: string;
  /** Rate for a day of a person with one of the trades, before the variation of people, accounts and organizations. */
  readonly rate: number;
  readonly trades: readonly Trade[];
  /** @param number draws a number below its argument */
  readonly calls: (number: (below: number) => number) => readonly MadeCall[];
}

const GUARDED: readonly Trade[] = ['admin', 'security'];
const RUNS: readonly Trade[] = ['sre', 'admin'];
const BUILDS: readonly Trade[] = ['developer', 'sre', 'admin', 'data'];
const DEVELOPS: readonly Trade[] = ['developer', 'data'];
const STORES: readonly Trade[] = ['sre', 'data', 'admin'];

function one(
  name: string,
  rate: number,
  trades: readonly Trade[],
  asks: Readonly<Record<string, unknown>> = {},
): OddAct {
  return { name, rate, trades, calls: () => [{ api: name.replace(/ .*/, ''), asks }] };
}

function times(count: number, make: (index: number) => MadeCall): readonly MadeCall[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const ANYWHERE = { ipPermissions: { items: [{ fromPort: 443, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] } };
const OFFICE = { ipPermissions: { items: [{ fromPort: 443, ipRanges: { items: [{ cidrIp: '203.0.113.0/24' }] } }] } };

export const ODD_ACTS: readonly OddAct[] = [
  {
    name: 'a new colleague',
    rate: 0.004,
    trades: GUARDED,
    calls: (number) => {
      const userName = `person-${number(1000)}`;
      return [
        { api: 'iam:CreateUser', asks: { userName } },
        { api: 'iam:AddUserToGroup', asks: { userName, groupName: 'developers' } },
        { api: 'iam:CreateLoginProfile', asks: { userName } },
      ];
    },
  },
  one('iam:CreateAccessKey own', 0.004, BUILDS),
  one('iam:CreateAccessKey other', 0.002, GUARDED, { userName: 'somebody' }),
  one('iam:UpdateAccessKey', 0.002, BUILDS, { status: 'Inactive' }),
  one('iam:DeleteAccessKey', 0.003, BUILDS, { accessKeyId: 'AKIAEXAMPLEKEY000009' }),
  one('iam:UpdateLoginProfile', 0.003, GUARDED, { userName: 'somebody' }),
  one('iam:DeactivateMFADevice', 0.0015, GUARDED, { userName: 'somebody' }),
  one('iam:AttachUserPolicy', 0.002, GUARDED, { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  one('iam:AttachRolePolicy', 0.01, RUNS, { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  one('iam:AttachRolePolicy admin', 0.0006, ['admin'], { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  one('iam:PutRolePolicy', 0.008, BUILDS, { policyDocument: '{"Statement":[{"Action":"s3:GetObject"}]}' }),
  one('iam:CreatePolicyVersion', 0.008, RUNS, { setAsDefault: true }),
  one('iam:UpdateAssumeRolePolicy', 0.002, RUNS, { roleName: 'service' }),
  {
    name: 'a role for a service',
    rate: 0.006,
    trades: BUILDS,
    calls: (number) => {
      const roleName = `service-${number(1000)}`;
      return [
        { api: 'iam:CreateRole', asks: { roleName } },
        { api: 'iam:AttachRolePolicy', asks: { roleName, policyArn: 'arn:aws:iam::aws:policy/AmazonSQSFullAccess' } },
        { api: 'iam:PassRole', asks: { roleName } },
      ];
    },
  },
  one('cloudtrail:StopLogging', 0.00006, ['admin'], { name: 'trail' }),
  one('cloudtrail:UpdateTrail', 0.0006, GUARDED, { name: 'trail' }),
  one('cloudtrail:PutEventSelectors', 0.0006, GUARDED, { trailName: 'trail' }),
  one('config:PutConfigRule', 0.003, GUARDED),
  one('config:DeleteConfigRule', 0.0008, GUARDED),
  one('guardduty:CreateFilter', 0.001, ['security']),
  one('guardduty:UpdateDetector', 0.0005, ['security']),
  one('ec2:DeleteFlowLogs', 0.0003, RUNS),
  one('logs:DeleteLogGroup', 0.003, BUILDS, { logGroupName: '/aws/lambda/old' }),
  one('logs:PutRetentionPolicy', 0.005, BUILDS, { retentionInDays: 30 }),
  one('monitoring:DeleteAlarms', 0.004, ['developer', 'sre']),
  one('wafv2:UpdateWebACL', 0.006, ['security', 'sre']),
  one('ec2:CreateSnapshot', 0.01, STORES),
  one('ec2:ModifySnapshotAttribute outside', 0.0005, STORES, {
    createVolumePermission: { add: { items: [{ userId: '444455556666' }] } },
  }),
  one('rds:CreateDBSnapshot', 0.01, STORES),
  one('ec2:CreateImage', 0.004, RUNS),
  one('s3:PutBucketPolicy', 0.008, STORES, { bucketPolicy: { Statement: [{ Action: 's3:GetObject' }] } }),
  one('s3:DeleteBucket', 0.002, STORES, { bucketName: 'old' }),
  one('s3:PutBucketPublicAccessBlock', 0.003, STORES),
  one('s3:PutBucketReplication', 0.0008, STORES),
  {
    name: 'secrets of an application',
    rate: 0.012,
    trades: BUILDS,
    calls: (number) =>
      times(1 + number(4), (index) => ({ api: 'secretsmanager:GetSecretValue', asks: { secretId: `app/${index}` } })),
  },
  {
    name: 'settings of an application',
    rate: 0.02,
    trades: BUILDS,
    calls: (number) =>
      times(1 + number(3), (index) => ({
        api: 'ssm:GetParameter',
        asks: { name: `/app/${index}`, withDecryption: true },
      })),
  },
  one('ec2:GetPasswordData', 0.0015, RUNS, { instanceId: 'i-0123456789abcdef0' }),
  one('ec2:RunInstances', 0.012, RUNS, { instanceType: 't3.large' }),
  one('ec2:RunInstances large', 0.0008, ['data', 'sre'], { instanceType: 'p4d.24xlarge' }),
  one('ec2:TerminateInstances', 0.012, RUNS),
  one('ec2:StopInstances', 0.02, RUNS),
  one('ec2:AuthorizeSecurityGroupIngress', 0.015, RUNS, OFFICE),
  one('ec2:AuthorizeSecurityGroupIngress world', 0.002, RUNS, ANYWHERE),
  one('ec2:CreateKeyPair', 0.003, BUILDS),
  one('ec2:ImportKeyPair', 0.0008, BUILDS),
  one('ec2:ModifyInstanceAttribute', 0.006, RUNS, { groupSet: {} }),
  one('ec2:ModifyInstanceAttribute userData', 0.0004, RUNS, { userData: '<sensitiveDataRemoved>' }),
  one('ssm:StartSession', 0.03, ['sre', 'developer'], { target: 'i-0123456789abcdef0' }),
  one('ssm:SendCommand', 0.006, RUNS, { documentName: 'AWS-RunShellScript' }),
  one('ec2-instance-connect:SendSSHPublicKey', 0.004, ['sre', 'developer']),
  one('lambda:UpdateFunctionCode20150331v2', 0.04, DEVELOPS, { functionName: 'orders' }),
  one('lambda:UpdateFunctionConfiguration20150331v2', 0.03, DEVELOPS, { functionName: 'orders' }),
  one('lambda:AddPermission20150331v2', 0.006, DEVELOPS, { functionName: 'orders' }),
  one('bedrock:InvokeModel', 0.01, DEVELOPS, { modelId: 'model' }),
  one('servicequotas:RequestServiceQuotaIncrease', 0.0015, RUNS),
  one('sts:GetFederationToken', 0.0003, BUILDS),
  one('sts:GetSessionToken', 0.01, BUILDS),
  one('iam:GetAccountAuthorizationDetails', 0.003, GUARDED),
  one('iam:GenerateCredentialReport', 0.006, GUARDED),
  one('rds:DeleteDBInstance', 0.002, STORES),
  one('kms:ScheduleKeyDeletion', 0.0004, GUARDED),
  {
    name: 'an audit',
    rate: 0.006,
    trades: GUARDED,
    calls: () => [
      ...['ListUsers', 'ListRoles', 'ListPolicies', 'ListAccessKeys', 'GetAccountPasswordPolicy'].map((name) => ({
        api: `iam:${name}`,
      })),
      ...['ListBuckets', 'GetBucketAcl', 'GetBucketPublicAccessBlock'].map((name) => ({ api: `s3:${name}` })),
      { api: 'cloudtrail:DescribeTrails' },
      { api: 'secretsmanager:ListSecrets' },
      { api: 'kms:ListKeys' },
    ],
  },
];
