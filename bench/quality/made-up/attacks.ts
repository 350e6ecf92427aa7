import type { Random } from '#services/simulation/random.ts';
import type { MadeCall } from './odd-acts.ts';

export const KINDS = ['technique', 'enumeration', 'chain', 'slow chain'] as const;
export type AttackKind = (typeof KINDS)[number];

/** A call of an attack, with its day within the attack and its minutes after the first call of that day. */
export interface Step extends MadeCall {
  readonly day: number;
  readonly minute: number;
}

const DENIED = 'AccessDenied';
const STRANGER = '999988887777';
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const TRUST = JSON.stringify({
  Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } }],
});
const OPEN = { ipPermissions: { items: [{ fromPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] } };
const SHARED = { createVolumePermission: { add: { items: [{ userId: STRANGER }] } } };

function many(count: number, api: string, asks: (index: number) => Readonly<Record<string, unknown>>, error?: string) {
  return Array.from({ length: count }, (_, index) => ({
    api,
    asks: asks(index),
    ...(error !== undefined && { error }),
  }));
}

/** Acts of attackers after the initial access: published techniques, each with one or two kinds of call. */
const TECHNIQUES: Readonly<Record<string, readonly MadeCall[]>> = {
  'key for another user': [{ api: 'iam:CreateAccessKey', asks: { userName: 'backup' } }],
  'password for another user': [{ api: 'iam:CreateLoginProfile', asks: { userName: 'backup' } }],
  'password of another user': [{ api: 'iam:UpdateLoginProfile', asks: { userName: 'backup' } }],
  'user with all rights': [
    { api: 'iam:CreateUser', asks: { userName: 'support' } },
    { api: 'iam:AttachUserPolicy', asks: { userName: 'support', policyArn: ADMIN } },
  ],
  'role for a stranger': [
    { api: 'iam:CreateRole', asks: { roleName: 'support', assumeRolePolicyDocument: TRUST } },
    { api: 'iam:AttachRolePolicy', asks: { roleName: 'support', policyArn: ADMIN } },
  ],
  'trust for a stranger': [{ api: 'iam:UpdateAssumeRolePolicy', asks: { roleName: 'ops', policyDocument: TRUST } }],
  'rights for oneself': [
    {
      api: 'iam:PutUserPolicy',
      asks: { policyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' },
    },
  ],
  'version of a policy': [
    { api: 'iam:CreatePolicyVersion', asks: { policyDocument: '{"Statement":[{"Action":"*"}]}' } },
  ],
  'logging stopped': [{ api: 'cloudtrail:StopLogging', asks: { name: 'trail' } }],
  'trail deleted': [{ api: 'cloudtrail:DeleteTrail', asks: { name: 'trail' } }],
  'selectors emptied': [{ api: 'cloudtrail:PutEventSelectors', asks: { trailName: 'trail' } }],
  'flow logs deleted': [{ api: 'ec2:DeleteFlowLogs', asks: {} }],
  'detector deleted': [{ api: 'guardduty:DeleteDetector', asks: {} }],
  'query log deleted': [{ api: 'route53resolver:DeleteResolverQueryLogConfig', asks: {} }],
  'organization left': [{ api: 'organizations:LeaveOrganization', asks: {}, error: DENIED }],
  'secrets read': many(12, 'secretsmanager:GetSecretValue', (index) => ({ secretId: `s-${index}` })),
  'parameters read': many(10, 'ssm:GetParameters', (index) => ({ names: [`/p/${index}`], withDecryption: true })),
  'passwords of instances': many(15, 'ec2:GetPasswordData', (index) => ({ instanceId: `i-${index}` }), DENIED),
  'snapshot shared': [{ api: 'ec2:ModifySnapshotAttribute', asks: SHARED }],
  'image shared': [
    { api: 'ec2:ModifyImageAttribute', asks: { launchPermission: { add: { items: [{ userId: STRANGER }] } } } },
  ],
  'database shared': [
    { api: 'rds:CreateDBSnapshot', asks: { dBInstanceIdentifier: 'orders' } },
    { api: 'rds:ModifyDBSnapshotAttribute', asks: { attributeName: 'restore', valuesToAdd: [STRANGER] } },
  ],
  'bucket opened': [
    { api: 's3:DeleteBucketPublicAccessBlock', asks: { bucketName: 'data' } },
    { api: 's3:PutBucketPolicy', asks: { bucketPolicy: { Statement: [{ Principal: '*', Action: 's3:GetObject' }] } } },
  ],
  'bucket replicated': [{ api: 's3:PutBucketReplication', asks: { Destination: { Account: STRANGER } } }],
  'port opened': [{ api: 'ec2:AuthorizeSecurityGroupIngress', asks: OPEN }],
  'user data changed': [
    { api: 'ec2:StopInstances', asks: {} },
    { api: 'ec2:ModifyInstanceAttribute', asks: { userData: 'x' } },
  ],
  'command on instances': [{ api: 'ssm:SendCommand', asks: { documentName: 'AWS-RunShellScript' } }],
  'key sent to instances': many(4, 'ec2-instance-connect:SendSSHPublicKey', (index) => ({ instanceId: `i-${index}` })),
  'large machines': [{ api: 'ec2:RunInstances', asks: { instanceType: 'p3.16xlarge' } }],
  'models bought': [
    { api: 'bedrock:PutFoundationModelEntitlement', asks: {} },
    { api: 'bedrock:InvokeModel', asks: {} },
  ],
  'layer of a function': [
    {
      api: 'lambda:UpdateFunctionConfiguration20150331v2',
      asks: { layers: [`arn:aws:lambda:us-east-1:${STRANGER}:layer:x:1`] },
    },
  ],
  'mail asked for': [
    { api: 'ses:GetAccount', asks: {} },
    { api: 'servicequotas:RequestServiceQuotaIncrease', asks: { serviceCode: 'ses' } },
  ],
  'token of one’s own': [
    { api: 'sts:GetFederationToken', asks: { name: 'x', policy: '{"Statement":[{"Action":"*"}]}' } },
  ],
  'anchor of one’s own': [
    { api: 'rolesanywhere:CreateTrustAnchor', asks: {} },
    { api: 'rolesanywhere:CreateProfile', asks: {} },
  ],
  'instances destroyed': [
    { api: 'ec2:TerminateInstances', asks: {} },
    ...many(6, 'ec2:DeleteVolume', (volumeId) => ({ volumeId })),
  ],
};

/** Calls with which attackers explore an account. */
const LOOKS =
  'iam:ListUsers iam:ListRoles iam:ListAttachedUserPolicies iam:ListUserPolicies iam:GetUser iam:ListGroups iam:ListAccessKeys iam:GetAccountAuthorizationDetails iam:GetAccountSummary iam:ListPolicies iam:GetPolicyVersion iam:SimulatePrincipalPolicy s3:ListBuckets s3:GetBucketAcl s3:GetBucketPolicy s3:GetBucketLocation ec2:DescribeInstances ec2:DescribeSecurityGroups ec2:DescribeSnapshots ec2:DescribeImages ec2:DescribeVolumes ec2:DescribeRegions ec2:DescribeKeyPairs secretsmanager:ListSecrets ssm:DescribeParameters ssm:DescribeInstanceInformation lambda:ListFunctions20150331 rds:DescribeDBInstances rds:DescribeDBSnapshots cloudtrail:DescribeTrails cloudtrail:GetEventSelectors guardduty:ListDetectors organizations:DescribeOrganization organizations:ListAccounts kms:ListKeys sns:ListTopics ses:GetSendQuota ses:ListIdentities dynamodb:ListTables ecr:DescribeRepositories eks:ListClusters servicequotas:ListServiceQuotas support:DescribeCases ce:GetCostAndUsage bedrock:ListFoundationModels sso:ListInstances'.split(
    ' ',
  );

/** The calls of an attack in order. */
export function stepsOf(kind: AttackKind, random: Random): readonly Step[] {
  switch (kind) {
    case 'technique':
      return timed([technique(random)], random, 0);
    case 'enumeration':
      return timed([looking(random, random.int(12, 40), 0.3)], random, 0);
    case 'chain':
      return timed([chain(random).flat()], random, 0);
    case 'slow chain':
      return timed(chain(random), random, 1);
  }
}

function technique(random: Random): readonly MadeCall[] {
  return random.pick(Object.values(TECHNIQUES));
}

/** Exploration, then four techniques. */
function chain(random: Random): readonly (readonly MadeCall[])[] {
  return [looking(random, random.int(4, 8), 0.2), ...Array.from({ length: 4 }, () => technique(random))];
}

function looking(random: Random, count: number, denied: number): readonly MadeCall[] {
  const left = [...LOOKS];
  const seen = Array.from({ length: Math.min(count, left.length) }, (): MadeCall => {
    const [api = ''] = left.splice(random.int(0, left.length - 1), 1);
    return { api, ...(random.chance(denied) && { error: DENIED }) };
  });
  return [{ api: 'sts:GetCallerIdentity' }, ...seen];
}

/** @param apart days between two parts */
function timed(parts: readonly (readonly MadeCall[])[], random: Random, apart: number): readonly Step[] {
  return parts.flatMap((calls, index) => {
    let minute = 0;
    return calls.map((call) => {
      minute += random.float() * 4;
      return { ...call, day: index * apart, minute };
    });
  });
}
