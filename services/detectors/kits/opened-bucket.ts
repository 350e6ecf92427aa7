import { awsPartition } from '#services/model/aws-partition.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { aboutBucketChange } from './bucket.ts';
import type { Target } from './policy.ts';
import { capitalized, enumerated } from './wording.ts';

/** The audience that a bucket was opened to, and how a policy or an access control list shows it. */
interface Opened extends Pick<
  AnyDetector,
  'type' | 'title' | 'why' | 'asks' | 'blindTo' | 'falsePositives' | 'respond' | 'examples'
> {
  /** The audience as sentences name it. */
  readonly whom: string;
  readonly actions: (policy: unknown, target: Target) => readonly string[];
  readonly grants: (parameters: Parameters) => readonly string[];
}

/** `Policy:S3/Bucket…AccessGranted`: a policy or an access control list lets in an unlimited number of people. */
export function bucketOpened({ whom, actions, grants, ...said }: Opened): AnyDetector {
  return defineDetector({
    ...said,
    severity: 'High',
    attack: ['T1530', 'T1098'],

    from: cloudtrail('PutBucketPolicy', 'PutBucketAcl', 'CreateBucket'),
    where: {
      eventSource: (source) => source === 's3.amazonaws.com',
      errorCode: succeeded,
    },
    and: (record) => granted(record).length > 0,
    about: aboutBucketChange,
    tally: (t) => ({ grants: t.sample((record) => granted(record).join(', ')) }),

    explain: ({ subject, tallies }) =>
      `${capitalized(callerOf(subject.resource))} gave ${whom} access to bucket ${subject.resource.id}: ${enumerated(tallies.grants)}. If Block Public Access is on, it still blocks them.`,
    asff: `TTPs/${said.type.replace('/', '-')}`,
    blindTo: [
      'Whether Block Public Access of the bucket or the account blocks the grant.',
      'Access control lists of single objects, and access points.',
      'Policies larger than 100 KB, which CloudTrail leaves out.',
      'Objects that only a pattern of more than 300 characters names, and policies that combine statements in more than 500 ways.',
      ...said.blindTo,
    ],
    respond: [
      ...said.respond,
      'If not, remove the statement or grant, and turn on Block Public Access for the account.',
      'Look in data events or server access logs for what was read in the meantime.',
    ],
    references: [
      {
        title: 'The meaning of "public" in Amazon S3',
        url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      },
    ],
  });

  function granted({ requestParameters = {}, bucketName = '', region, time }: CloudTrailRecord): readonly string[] {
    const target = { bucketName, partition: awsPartition(region), time };
    return [
      ...actions(requestParameters['bucketPolicy'], target).map((action) => `${action} by policy`),
      ...grants(requestParameters).map((permission) => `${permission} by access control list`),
    ];
  }
}
