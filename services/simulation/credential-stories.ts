import { MINUTE_MS, type Call } from './activity.ts';
import { FAR_APART, homeOf, THREATS } from './addresses.ts';
import { call, dataCall, instanceIdentity, rootIdentity, signedInUser, signIn, userIdentity } from './api-call.ts';
import type { Story } from './episode.ts';
import { createPerson, type Account, type Person } from './organization.ts';
import type { Random } from './random.ts';

/** The default Region for findings about identities. */
const HOME_REGION = 'us-east-1';

/** Stories in CloudTrail: keys, sign-ins and buckets in the wrong hands. */
export const CREDENTIAL_STORIES: readonly Story[] = [
  {
    type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
    tell: byUser((account, person, start, random) => [
      call(account, userIdentity(account, person), start, random, {
        service: 'cloudtrail',
        name: 'StopLogging',
        from: homeOf(person.name),
        request: { name: 'account-trail' },
      }),
    ]),
  },
  {
    type: 'Stealth:IAMUser/PasswordPolicyChange',
    tell: byUser((account, person, start, random) => [
      call(account, userIdentity(account, person), start, random, {
        service: 'iam',
        name: 'UpdateAccountPasswordPolicy',
        from: homeOf(person.name),
        request: {
          minimumPasswordLength: 6,
          requireSymbols: false,
          requireNumbers: false,
          requireUppercaseCharacters: false,
          requireLowercaseCharacters: false,
          allowUsersToChangePassword: true,
        },
      }),
    ]),
  },
  {
    type: 'Policy:IAMUser/RootCredentialUsage',
    tell(account, start, random) {
      const root = rootIdentity(account, start, random);
      const from = '203.0.113.40';
      return {
        resource: account.id,
        region: HOME_REGION,
        activity: {
          calls: [
            signIn(account, { ...root, accessKeyId: '', sessionContext: undefined }, start, random, { from }),
            call(account, root, start + 2 * MINUTE_MS, random, {
              service: 'iam',
              name: 'CreateUser',
              from,
              request: { userName: 'spare' },
            }),
          ],
        },
      };
    },
  },
  {
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    tell(account, start, random) {
      const identity = instanceIdentity(account, random.pick(account.instances), start, random);
      const calls = (['GetCallerIdentity', 'DescribeInstances', 'DescribeSnapshots'] as const).map((name, i) =>
        call(account, identity, start + i * MINUTE_MS, random, {
          service: i === 0 ? 'sts' : 'ec2',
          name,
          from: THREATS.attacker,
          userAgent: 'Boto3/1.38.43 md/Botocore#1.38.43 ua/2.1 os/linux#6.1.0 lang/python#3.12.3',
        }),
      );
      return { resource: identity.accessKeyId, region: HOME_REGION, activity: { calls } };
    },
  },
  {
    type: 'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
    tell(account, start, random) {
      // A new person, who does not also sign in from the office on the same day.
      const person = createPerson(random);
      const identity = signedInUser(account, person);
      return {
        resource: person.principalId,
        region: HOME_REGION,
        activity: {
          calls: [
            signIn(account, identity, start, random, { from: FAR_APART.first }),
            signIn(account, identity, start + 47 * MINUTE_MS, random, { from: FAR_APART.second }),
          ],
        },
      };
    },
  },
  {
    type: 'Recon:IAMUser/TorIPCaller',
    list: 'tor-exit=lists/tor-exit.txt',
    tell: byUser((account, person, start, random) =>
      (['DescribeInstances', 'DescribeSecurityGroups', 'DescribeVpcs', 'DescribeImages'] as const).map((name, i) =>
        call(account, userIdentity(account, person), start + i * 20_000, random, {
          service: 'ec2',
          name,
          from: THREATS.torExit,
        }),
      ),
    ),
  },
  {
    type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
    list: 'custom=lists/custom.txt',
    tell: byUser((account, person, start, random) => [
      call(account, userIdentity(account, person), start, random, {
        service: 'iam',
        name: 'CreateUser',
        from: THREATS.custom,
        request: { userName: 'backup-operator' },
      }),
      call(account, userIdentity(account, person), start + 30_000, random, {
        service: 'iam',
        name: 'AttachUserPolicy',
        from: THREATS.custom,
        request: { userName: 'backup-operator', policyArn: 'arn:aws:iam::aws:policy/SecurityAudit' },
      }),
    ]),
  },
  {
    type: 'PenTest:IAMUser/KaliLinux',
    tell: byUser((account, person, start, random) =>
      (['DescribeInstances', 'DescribeVolumes'] as const).map((name, i) =>
        call(account, userIdentity(account, person), start + i * MINUTE_MS, random, {
          service: 'ec2',
          name,
          from: THREATS.attacker,
          userAgent: 'aws-cli/2.12.6 Python/3.11.4 Linux/6.5.0-kali3-amd64 botocore/2.12.6',
        }),
      ),
    ),
  },
  {
    type: 'Policy:S3/BucketBlockPublicAccessDisabled',
    tell: onBucket('web', (bucket) => ({
      name: 'PutBucketPublicAccessBlock',
      request: {
        bucketName: bucket,
        publicAccessBlock: '',
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: false,
          IgnorePublicAcls: false,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
      },
    })),
  },
  {
    type: 'Policy:S3/BucketAnonymousAccessGranted',
    tell: onBucket('data', (bucket) => ({
      name: 'PutBucketPolicy',
      request: {
        bucketName: bucket,
        policy: '',
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` },
          ],
        },
      },
    })),
  },
  {
    type: 'Stealth:S3/ServerAccessLoggingDisabled',
    tell: onBucket('backups', (bucket) => ({
      name: 'PutBucketLogging',
      request: {
        bucketName: bucket,
        logging: '',
        BucketLoggingStatus: { xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' },
      },
    })),
  },
  {
    type: 'Discovery:S3/TorIPCaller',
    list: 'tor-exit=lists/tor-exit.txt',
    tell(account, start, random) {
      const identity = userIdentity(account, random.pick(account.people));
      const bucket = account.buckets.data;
      const calls = (['HeadBucket', 'ListObjects', 'ListObjects', 'ListObjectVersions'] as const).map((name, i) =>
        dataCall(account, identity, start + i * 15_000, random, { name, from: THREATS.torExit, bucket }),
      );
      return { resource: bucket, activity: { calls } };
    },
  },
];

/** A story about one person's key. */
function byUser(
  callsOf: (account: Account, person: Person, start: number, random: Random) => readonly Call[],
): Story['tell'] {
  return (account, start, random) => {
    const person = random.pick(account.people);
    const activity = { calls: callsOf(account, person, start, random) };
    return { resource: person.accessKeyId, region: HOME_REGION, activity };
  };
}

/** A story about the settings of one bucket, changed with one person's key. */
function onBucket(
  which: keyof Account['buckets'],
  changeOf: (bucket: string) => { readonly name: string; readonly request: object },
): Story['tell'] {
  return (account, start, random) => {
    const person = random.pick(account.people);
    const bucket = account.buckets[which];
    const change = { service: 's3', from: homeOf(person.name), ...changeOf(bucket) };
    return {
      resource: bucket,
      activity: { calls: [call(account, userIdentity(account, person), start, random, change)] },
    };
  };
}
