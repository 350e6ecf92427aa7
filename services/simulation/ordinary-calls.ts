import { DAY_MS, HOUR_MS, isWeekday, MINUTE_MS, type Call } from './activity.ts';
import { amazonAddress, homeOf, OFFICE } from './addresses.ts';
import {
  call,
  CLI,
  CONSOLE,
  dataCall,
  instanceIdentity,
  roleIdentity,
  SDK,
  serviceIdentity,
  signedInUser,
  signIn,
  userIdentity,
} from './api-call.ts';
import { ordinaryModelCalls } from './ordinary-models.ts';
import { ordinaryOperations } from './ordinary-operations.ts';
import type { Account, Person } from './organization.ts';
import type { Random } from './random.ts';

/** The API calls of one account on one ordinary day. */
export function ordinaryCalls(account: Account, day: number, random: Random): readonly Call[] {
  const weekday = isWeekday(day);
  return [
    ...account.people.flatMap((person, i) =>
      weekday ? workday(account, person, day, random.fork(`person/${i}`)) : [],
    ),
    ...(weekday ? ordinaryOperations(account, day, random.fork('operations')) : []),
    ...deployments(account, day, weekday ? 5 : 1, random.fork('deployments')),
    ...scaling(account, day, random.fork('scaling')),
    ...recorder(account, day, random.fork('recorder')),
    ...functions(account, day, random.fork('functions')),
    ...logDelivery(account, day, random.fork('log-delivery')),
    ...machines(account, day, random.fork('machines')),
    ...ordinaryModelCalls(account, day, weekday, random.fork('models')),
  ];
}

const LOOKS = [
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeSecurityGroups'],
  ['monitoring', 'GetMetricData'],
  ['logs', 'DescribeLogGroups'],
  ['s3', 'ListBuckets'],
  ['lambda', 'ListFunctions20150331'],
  ['rds', 'DescribeDBInstances'],
  ['iam', 'ListRoles'],
  ['cloudformation', 'DescribeStacks'],
  ['cloudtrail', 'LookupEvents'],
] as const;
const CHANGES = [
  ['ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] } }],
  ['cloudformation', 'UpdateStack', { stackName: 'service' }],
  ['logs', 'PutRetentionPolicy', { logGroupName: '/service/api', retentionInDays: 30 }],
  ['ssm', 'PutParameter', { name: '/service/flag', type: 'String' }],
  ['s3', 'PutBucketTagging', { bucketName: 'service-assets' }],
  [
    's3',
    'PutBucketPolicy',
    {
      bucketName: 'service-assets',
      bucketPolicy: sharedWith('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EXAMPLE'),
    },
  ],
  [
    's3',
    'PutBucketPublicAccessBlock',
    {
      bucketName: 'service-assets',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  ],
] as const;
/** Calls that people try and that are denied: if they succeeded, they would be findings. */
const FORBIDDEN = [
  ['iam', 'CreateRole', { roleName: 'experiment' }],
  ['cloudtrail', 'StopLogging', { name: 'account-trail' }],
  ['s3', 'PutBucketPolicy', { bucketName: 'service-assets', bucketPolicy: sharedWith('*') }],
  ['iam', 'DeleteAccountPasswordPolicy', {}],
] as const;

function sharedWith(principal: string) {
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 's3:GetObject', Resource: '*' };
  return { Version: '2012-10-17', Statement: [statement] };
}

/** Nine hours at the office or at home: a sign-in, reading, some changes, and now and then a denied call. */
function workday(account: Account, person: Person, day: number, random: Random): readonly Call[] {
  if (random.chance(0.15)) return [];
  const start = day + random.int(7 * 60, 9 * 60) * MINUTE_MS;
  const from = random.chance(0.7) ? OFFICE : homeOf(person.name);
  const identity = userIdentity(account, person);
  const signedIn = signedInUser(account, person);
  const mistyped = random.chance(0.1)
    ? [signIn(account, signedIn, start - MINUTE_MS, random, { from, outcome: 'Failure' })]
    : [];
  const calls = Array.from({ length: random.int(20, 40) }, () => {
    const time = start + random.int(1, 9 * 60) * MINUTE_MS + random.int(0, 59) * 1000;
    const userAgent = random.chance(0.5) ? CONSOLE : CLI;
    if (random.chance(0.04)) {
      const [service, name, request] = random.pick(FORBIDDEN);
      return call(account, identity, time, random, { service, name, from, userAgent, request, error: 'AccessDenied' });
    }
    if (random.chance(0.15)) {
      const [service, name, request] = random.pick(CHANGES);
      return call(account, identity, time, random, { service, name, from, userAgent, request });
    }
    const [service, name] = random.pick(LOOKS);
    return call(account, identity, time, random, { service, name, from, userAgent });
  });
  return [...mistyped, signIn(account, signedIn, start, random, { from }), ...calls];
}

/** The build system assumes a role, and deploys new code to functions and buckets. */
function deployments(account: Account, day: number, count: number, random: Random): readonly Call[] {
  return Array.from({ length: count }, (_, n) => {
    const time = day + random.int(8 * 60, 19 * 60) * MINUTE_MS;
    const session = roleIdentity(account, 'Deployment', `build-${n}-${random.text(6)}`, time, random);
    const from = amazonAddress(random);
    const builder = {
      type: 'WebIdentityUser',
      principalId: 'builds.example:repository:service',
      userName: 'repository:service',
      identityProvider: 'builds.example',
    };
    const assume = call(account, builder, time, random, {
      service: 'sts',
      name: 'AssumeRoleWithWebIdentity',
      from,
      request: { roleArn: `arn:aws:iam::${account.id}:role/Deployment`, roleSessionName: `build-${n}` },
    });
    const steps = ['UpdateFunctionCode20150331v2', 'PublishVersion20150331', 'UpdateAlias20150331'].map((name, i) =>
      call(account, session, time + (i + 1) * 9000, random, {
        service: 'lambda',
        name,
        from,
        request: { functionName: 'api' },
      }),
    );
    const uploads = Array.from({ length: 8 }, (_each, i) =>
      dataCall(account, session, time + 40_000 + i * 700, random, {
        name: 'PutObject',
        from,
        userAgent: SDK,
        bucket: account.buckets.data,
        key: `builds/${n}/chunk-${i}.js`,
      }),
    );
    return [assume, ...steps, ...uploads];
  }).flat();
}

/** Auto Scaling groups grow in the morning and shrink in the evening. */
function scaling(account: Account, day: number, random: Random): readonly Call[] {
  const source = 'autoscaling.amazonaws.com';
  const identity = {
    ...roleIdentity(account, 'AWSServiceRoleForAutoScaling', 'AutoScaling', day, random),
    invokedBy: source,
  };
  return [8, 9, 12, 18, 20].map((hour) =>
    call(account, identity, day + hour * HOUR_MS + random.int(0, 3599) * 1000, random, {
      service: 'ec2',
      name: hour < 13 ? 'RunInstances' : 'TerminateInstances',
      from: source,
      userAgent: source,
    }),
  );
}

const RECORDED = [
  ['ec2', 'DescribeVolumes'],
  ['ec2', 'DescribeNetworkInterfaces'],
  ['iam', 'GetAccountAuthorizationDetails'],
  ['s3', 'GetBucketPolicy'],
  ['s3', 'GetBucketPublicAccessBlock'],
  ['kms', 'ListKeys'],
] as const;

/** AWS Config describes everything, every hour. */
function recorder(account: Account, day: number, random: Random): readonly Call[] {
  const source = 'config.amazonaws.com';
  return hoursOf(day).flatMap((hour) => {
    const identity = {
      ...roleIdentity(account, 'AWSServiceRoleForConfig', 'AWSConfig-Describe', hour, random),
      invokedBy: source,
    };
    return RECORDED.map(([service, name], i) =>
      call(account, identity, hour + i * 1500 + random.int(0, 999), random, {
        service,
        name,
        from: source,
        userAgent: source,
      }),
    );
  });
}

/** Functions start, assume their role and write their logs. */
function functions(account: Account, day: number, random: Random): readonly Call[] {
  return hoursOf(day).flatMap((hour) => {
    const time = hour + random.int(0, 3_500) * 1000;
    const session = roleIdentity(account, 'ApiFunction', 'api', time, random);
    return [
      call(account, serviceIdentity('lambda'), time, random, {
        service: 'sts',
        name: 'AssumeRole',
        from: 'lambda.amazonaws.com',
        userAgent: 'lambda.amazonaws.com',
        request: { roleArn: `arn:aws:iam::${account.id}:role/ApiFunction`, roleSessionName: 'api' },
      }),
      call(account, session, time + 900, random, {
        service: 'logs',
        name: 'CreateLogStream',
        from: amazonAddress(random),
        userAgent: 'awslambda-worker/1.0 rusoto/0.48.0 rust/1.87.0 linux',
        request: { logGroupName: '/aws/lambda/api', logStreamName: `[$LATEST]${random.text(32)}` },
      }),
    ];
  });
}

/** CloudTrail checks its bucket, and writes to it. */
function logDelivery(account: Account, day: number, random: Random): readonly Call[] {
  const source = 'cloudtrail.amazonaws.com';
  return hoursOf(day).map((hour) =>
    call(account, serviceIdentity('cloudtrail'), hour + random.int(0, 3599) * 1000, random, {
      service: 's3',
      name: 'GetBucketAcl',
      from: source,
      userAgent: source,
      request: { bucketName: 'organization-trail-logs', acl: '' },
    }),
  );
}

/** Programs on instances use the instance's role, from AWS's addresses or through the VPC's endpoint. */
function machines(account: Account, day: number, random: Random): readonly Call[] {
  const hours = hoursOf(day);
  return account.instances.flatMap((instance) => {
    const sessions = Array.from({ length: 4 }, (_, i) =>
      instanceIdentity(account, instance, day + (i * DAY_MS) / 4, random.fork(`${instance.id}/${i}`)),
    );
    const publicAddress = amazonAddress(random);
    return hours.flatMap((hour, i) => {
      const session = sessions[Math.floor(i / 6)] ?? {};
      const at = () => hour + random.int(0, 3599) * 1000;
      const endpoint = { vpcEndpointId: 'vpce-0123456789abcdef0', vpcEndpointAccountId: account.id };
      const key = `${instance.role}/${random.int(1, 500)}.json`;
      const report = call(account, session, at(), random, {
        service: 'ssm',
        name: 'UpdateInstanceInformation',
        from: publicAddress,
        userAgent: 'aws-sdk-go/1.55.7 (go1.24.4; linux; amd64) amazon-ssm-agent/3.3.2299.0',
        request: { instanceId: instance.id },
      });
      const objects = (['GetObject', 'PutObject'] as const).map((name) =>
        dataCall(account, session, at(), random, {
          name,
          from: instance.address,
          userAgent: SDK,
          bucket: account.buckets.data,
          key,
          more: endpoint,
        }),
      );
      const listing = dataCall(account, session, at(), random, {
        name: 'ListObjects',
        from: instance.address,
        userAgent: SDK,
        bucket: account.buckets.backups,
        more: endpoint,
      });
      return instance.role === 'bastion' ? [report] : [report, ...objects, ...(i % 6 === 0 ? [listing] : [])];
    });
  });
}

function hoursOf(day: number): readonly number[] {
  return Array.from({ length: 24 }, (_, hour) => day + hour * HOUR_MS);
}
