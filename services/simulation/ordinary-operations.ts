import { HOUR_MS, MINUTE_MS, type Call } from './activity.ts';
import { amazonAddress, homeOf } from './addresses.ts';
import { call, CLI, CONSOLE, roleIdentity, serviceIdentity } from './api-call.ts';
import type { Account } from './organization.ts';
import type { Random } from './random.ts';

/**
 * What administrators, pipelines and tools do in an account on a weekday. Much of it resembles attacks, and detection
 * must tell it apart.
 */
export function ordinaryOperations(account: Account, day: number, random: Random): readonly Call[] {
  return [
    ...infrastructureAsCode(account, day, random.fork('infrastructure')),
    ...stacks(account, day, random.fork('stacks')),
    ...administrator(account, day, random.fork('administrator')),
    ...backups(account, day, random.fork('backups')),
    ...rotation(account, day, random.fork('rotation')),
    ...scanner(account, day, random.fork('scanner')),
  ];
}

type Step = readonly [service: string, name: string, request?: object];

const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.12.2 (+https://www.terraform.io) terraform-provider-aws/6.2.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.5 ua/2.1 os/linux lang/go#1.23.9';

/**
 * A role of the build system, assumed by web identity, creates an environment in the morning and deletes it in the
 * evening.
 */
function infrastructureAsCode(account: Account, day: number, random: Random): readonly Call[] {
  const run = (time: number, steps: readonly Step[]) => {
    const from = amazonAddress(random);
    const session = roleIdentity(account, 'Infrastructure', `apply-${random.text(6)}`, time, random, {
      webIdFederationData: { federatedProvider: `arn:aws:iam::${account.id}:oidc-provider/builds.example` },
    });
    const builder = {
      type: 'WebIdentityUser',
      principalId: 'builds.example:repository:infrastructure',
      userName: 'repository:infrastructure',
      identityProvider: 'builds.example',
    };
    const assume = call(account, builder, time, random, {
      service: 'sts',
      name: 'AssumeRoleWithWebIdentity',
      from,
      userAgent: TERRAFORM,
      request: { roleArn: `arn:aws:iam::${account.id}:role/Infrastructure`, roleSessionName: 'apply' },
    });
    const made = steps.map(([service, name, request], i) =>
      call(account, session, time + (i + 1) * 2000, random, {
        service,
        name,
        from,
        userAgent: TERRAFORM,
        ...(request && { request }),
      }),
    );
    return [assume, ...made];
  };
  return [
    ...run(day + 9 * HOUR_MS + random.int(0, 59) * MINUTE_MS, applied(account)),
    ...run(day + 18 * HOUR_MS + random.int(0, 59) * MINUTE_MS, destroyed(account)),
  ];
}

function applied({ id, region, vpcId }: Account): readonly Step[] {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  const narrow = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: `arn:aws:dynamodb:${region}:${id}:table/preview` },
    ],
  });
  const bucketName = `preview-${id}`;
  const secure = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${bucketName}/*`,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
  return [
    ['sts', 'GetCallerIdentity'],
    ['iam', 'CreateRole', { roleName: 'preview', assumeRolePolicyDocument: trust }],
    ['iam', 'PutRolePolicy', { roleName: 'preview', policyName: 'read', policyDocument: narrow }],
    [
      'iam',
      'AttachRolePolicy',
      { roleName: 'preview', policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
    ],
    ['iam', 'CreatePolicy', { policyName: 'preview-read', policyDocument: narrow }],
    ['iam', 'CreateInstanceProfile', { instanceProfileName: 'preview' }],
    ['iam', 'AddRoleToInstanceProfile', { instanceProfileName: 'preview', roleName: 'preview' }],
    ['ec2', 'CreateSecurityGroup', { groupName: 'preview', groupDescription: 'Preview', vpcId }],
    open('sg-0123456789abcdef0', 443, '0.0.0.0/0'),
    open('sg-0123456789abcdef0', 5432, '10.0.0.0/8'),
    ['s3', 'CreateBucket', { bucketName }],
    [
      's3',
      'PutBucketPublicAccessBlock',
      {
        bucketName,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
    ],
    ['s3', 'PutBucketPolicy', { bucketName, bucketPolicy: secure }],
    ['s3', 'PutBucketEncryption', { bucketName }],
    ['s3', 'PutBucketVersioning', { bucketName, VersioningConfiguration: { Status: 'Enabled' } }],
    ['lambda', 'CreateFunction20150331', { functionName: 'preview', role: `arn:aws:iam::${id}:role/preview` }],
    [
      'lambda',
      'AddPermission20150331v2',
      {
        functionName: 'preview',
        statementId: 'gateway',
        action: 'lambda:InvokeFunction',
        principal: 'apigateway.amazonaws.com',
        sourceArn: `arn:aws:execute-api:${region}:${id}:example/*`,
      },
    ],
    ['kms', 'CreateKey', { description: 'preview' }],
    ['rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'preview', backupRetentionPeriod: 7, applyImmediately: true }],
    ['ec2', 'CreateLaunchTemplate', { CreateLaunchTemplateRequest: { LaunchTemplateName: 'preview' } }],
    ['cloudwatch', 'PutMetricAlarm', { alarmName: 'preview' }],
  ];
}

function open(groupId: string, port: number, cidrIp: string): Step {
  const range = { ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp }] } };
  return ['ec2', 'AuthorizeSecurityGroupIngress', { groupId, ipPermissions: { items: [range] } }];
}

function destroyed({ id }: Account): readonly Step[] {
  const bucketName = `preview-${id}`;
  return [
    ['lambda', 'DeleteFunction20150331', { functionName: 'preview' }],
    ['iam', 'RemoveRoleFromInstanceProfile', { instanceProfileName: 'preview', roleName: 'preview' }],
    ['iam', 'DeleteInstanceProfile', { instanceProfileName: 'preview' }],
    ['iam', 'DeleteRolePolicy', { roleName: 'preview', policyName: 'read' }],
    [
      'iam',
      'DetachRolePolicy',
      { roleName: 'preview', policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
    ],
    ['iam', 'DeleteRole', { roleName: 'preview' }],
    ['iam', 'DeletePolicy', { policyArn: `arn:aws:iam::${id}:policy/preview-read` }],
    ['ec2', 'DeleteSecurityGroup', { groupId: 'sg-0123456789abcdef0' }],
    ['ec2', 'DeleteLaunchTemplate', { DeleteLaunchTemplateRequest: { LaunchTemplateName: 'preview' } }],
    ['s3', 'DeleteBucket', { bucketName }],
    ['cloudwatch', 'DeleteAlarms', { alarmNames: ['preview'] }],
  ];
}

/** CloudFormation calls on behalf of the person who changes a stack; StackSets use a role of the management account. */
function stacks(account: Account, day: number, random: Random): readonly Call[] {
  const source = 'cloudformation.amazonaws.com';
  const time = day + random.int(9 * 60, 17 * 60) * MINUTE_MS;
  const execution = {
    ...roleIdentity(account, 'stacksets-exec-0123456789abcdef', 'AWSCloudFormation', time, random),
    invokedBy: source,
  };
  const steps: readonly Step[] = [
    ['iam', 'GetRole', { roleName: 'baseline' }],
    ['iam', 'UpdateRole', { roleName: 'baseline' }],
    ['config', 'PutConfigRule', { configRule: { configRuleName: 'baseline' } }],
    ['events', 'PutRule', { name: 'baseline' }],
    ['sns', 'CreateTopic', { name: 'baseline' }],
    ['logs', 'CreateLogGroup', { logGroupName: '/baseline' }],
    ['ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: account.vpcId }] } }],
  ];
  return steps.map(([service, name, request], i) =>
    call(account, execution, time + i * 3000, random, {
      service,
      name,
      from: source,
      userAgent: source,
      ...(request && { request }),
    }),
  );
}

const PAGES: readonly Step[] = [
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeVolumes'],
  ['ec2', 'DescribeSecurityGroups'],
  ['ec2', 'DescribeAddresses'],
  ['ec2', 'DescribeKeyPairs'],
  ['rds', 'DescribeDBInstances'],
  ['rds', 'DescribeDBSnapshots'],
  ['s3', 'ListBuckets'],
  ['s3', 'GetBucketLocation', { bucketName: 'service-assets' }],
  ['iam', 'ListUsers'],
  ['iam', 'ListRoles'],
  ['iam', 'GetAccountSummary'],
  ['lambda', 'ListFunctions20150331'],
  ['monitoring', 'DescribeAlarms'],
  ['ce', 'GetCostAndUsage'],
  ['health', 'DescribeEventAggregates'],
  ['support', 'DescribeTrustedAdvisorChecks'],
  ['organizations', 'DescribeOrganization'],
  ['securityhub', 'DescribeHub'],
  ['guardduty', 'ListDetectors'],
  ['access-analyzer', 'ListAnalyzers'],
  ['compute-optimizer', 'GetEnrollmentStatus'],
  ['cost-optimization-hub', 'ListEnrollmentStatuses'],
  ['notifications', 'ListNotificationEvents'],
  ['servicecatalog-appregistry', 'ListApplications'],
];

/** Services that neither administrators nor auditors may call: permissions decide this, not chance. */
const DENIED: ReadonlySet<string> = new Set([
  'access-analyzer',
  'ce',
  'compute-optimizer',
  'cost-optimization-hub',
  'guardduty',
  'health',
  'notifications',
  'securityhub',
  'servicecatalog-appregistry',
  'support',
]);

/** A user of Identity Center browses the console: its pages make many calls that the permission set denies. */
function administrator(account: Account, day: number, random: Random): readonly Call[] {
  const person = random.pick(account.people);
  const from = homeOf(person.name);
  const role = random.chance(0.5)
    ? 'AWSReservedSSO_ReadOnlyAccess_0123456789abcdef'
    : 'AWSReservedSSO_Support_fedcba9876543210';
  const start = day + random.int(8 * 60, 15 * 60) * MINUTE_MS;
  const session = roleIdentity(account, role, `${person.name}@company.example`, start, random);
  const signIn = call(account, session, start, random, {
    service: 'signin',
    name: 'ConsoleLogin',
    region: 'us-east-1',
    from,
    userAgent: CONSOLE,
    response: { ConsoleLogin: 'Success' },
    more: { readOnly: false, eventType: 'AwsConsoleSignIn', additionalEventData: { MFAUsed: 'No' } },
  });
  const looks = Array.from({ length: random.int(3, 6) }, (_, page) =>
    PAGES.map(([service, name, request], i) =>
      call(account, session, start + page * 20 * MINUTE_MS + i * 400, random, {
        service,
        name,
        from,
        userAgent: CONSOLE,
        ...(request && { request }),
        ...(DENIED.has(service) && { error: 'AccessDenied' }),
        more: { sessionCredentialFromConsole: 'true' },
      }),
    ),
  ).flat();
  return [signIn, ...looks];
}

/** AWS Backup makes snapshots at night, copies them to the backup account and shares them with it. */
function backups(account: Account, day: number, random: Random): readonly Call[] {
  const source = 'backup.amazonaws.com';
  const identity = {
    ...roleIdentity(account, 'AWSBackupDefaultServiceRole', 'AWSBackup-Backup', day, random),
    invokedBy: source,
  };
  const snapshotId = `snap-0${random.text(16)}`;
  const steps: readonly Step[] = [
    ['ec2', 'CreateSnapshot', { volumeId: 'vol-0123456789abcdef0' }],
    ['ec2', 'CopySnapshot', { sourceRegion: account.region, sourceSnapshotId: snapshotId }],
    [
      'ec2',
      'ModifySnapshotAttribute',
      {
        snapshotId,
        attributeType: 'CREATE_VOLUME_PERMISSION',
        createVolumePermission: { add: { items: [{ userId: '444455556666' }] } },
      },
    ],
    ['rds', 'CreateDBSnapshot', { dBInstanceIdentifier: 'orders', dBSnapshotIdentifier: 'awsbackup-orders' }],
    [
      'rds',
      'ModifyDBSnapshotAttribute',
      { dBSnapshotIdentifier: 'awsbackup-orders', attributeName: 'restore', valuesToAdd: ['444455556666'] },
    ],
    ['ec2', 'DeleteSnapshot', { snapshotId: `snap-0${random.text(16)}` }],
  ];
  return steps.map(([service, name, request], i) =>
    call(account, identity, day + 3 * HOUR_MS + i * MINUTE_MS, random, {
      service,
      name,
      from: source,
      userAgent: source,
      ...(request && { request }),
    }),
  );
}

/** Secrets Manager rotates secrets with a function, which reads only the secrets that it rotates. */
function rotation(account: Account, day: number, random: Random): readonly Call[] {
  const time = day + random.int(0, 5 * 60) * MINUTE_MS;
  const session = roleIdentity(account, 'RotationFunction', 'rotate', time, random);
  const secretId = `arn:aws:secretsmanager:${account.region}:${account.id}:secret:orders-abcdef`;
  const names = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'] as const;
  return [
    call(account, serviceIdentity('secretsmanager'), time, random, {
      service: 'secretsmanager',
      name: 'RotationStarted',
      from: 'secretsmanager.amazonaws.com',
      userAgent: 'secretsmanager.amazonaws.com',
    }),
    ...names.map((name, i) =>
      call(account, session, time + (i + 1) * 1000, random, {
        service: 'secretsmanager',
        name,
        from: amazonAddress(random),
        request: { secretId },
      }),
    ),
  ];
}

const SCANNED_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'] as const;
const SCANNED: readonly Step[] = [
  ...PAGES,
  ['kms', 'ListKeys'],
  ['ec2', 'DescribeSnapshots'],
  ['ec2', 'DescribeImages'],
  ['ec2', 'DescribeNetworkAcls'],
  ['ec2', 'DescribeFlowLogs'],
  ['cloudtrail', 'DescribeTrails'],
  ['cloudtrail', 'GetTrailStatus', { name: 'organization-trail' }],
  ['config', 'DescribeConfigurationRecorders'],
  ['secretsmanager', 'ListSecrets'],
  ['ssm', 'DescribeParameters'],
  ['ses', 'ListIdentities'],
  ['sqs', 'ListQueues'],
  ['eks', 'ListClusters'],
  ['ecr', 'DescribeRepositories'],
  ['elasticloadbalancing', 'DescribeLoadBalancers'],
];

/** A posture-management tool in the security account describes everything in every Region, with an auditor's role. */
function scanner(account: Account, day: number, random: Random): readonly Call[] {
  const start = day + 4 * HOUR_MS + random.int(0, 59) * MINUTE_MS;
  const session = roleIdentity(account, 'SecurityAudit', 'posture', start, random);
  const from = amazonAddress(random);
  return SCANNED_REGIONS.flatMap((region, r) =>
    SCANNED.map(([service, name, request], i) =>
      call(account, session, start + r * 2 * MINUTE_MS + i * 700, random, {
        service,
        name,
        region,
        from,
        userAgent: CLI,
        ...(request && { request }),
        ...(DENIED.has(service) && { error: 'AccessDenied' }),
      }),
    ),
  );
}
