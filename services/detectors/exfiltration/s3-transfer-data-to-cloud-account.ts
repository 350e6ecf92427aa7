import { awsPartition } from '#services/model/aws-partition.ts';
import { defineDetector } from '#services/model/detector.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutBucketChange } from '../kits/bucket.ts';
import { accountsLetIn } from '../kits/bucket-sharing.ts';
import { eachOf, foreignAmong, together } from '../kits/foreign.ts';
import { called, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:S3/TransferDataToCloudAccount',
  title: 'A bucket was opened to an account that is not ours',
  why: 'Another account that may read a bucket copies it with its own keys, as often as it likes, from wherever it is.',
  asks: 'Does a bucket policy that was put let an account at the data that is none of ours?',
  severity: 'High',
  attack: ['T1537', 'T1098'],

  from: cloudtrail('PutBucketPolicy'),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => record.callerKind !== 'service' && letIn(record).length > 0,
  about: aboutBucketChange,
  tally: (t) => ({ accounts: t.distinct((record) => together(letIn(record))) }),
  having: (window, look) => foreignAmong(eachOf(window.tallies.accounts), window, look).length > 0,

  explain: (finding, look) => {
    const accounts = foreignAmong(eachOf(finding.tallies.accounts), finding, look);
    const { resource } = finding.subject;
    return `${capitalized(callerOf(resource))} opened bucket ${resource.id} to account ${enumerated(accounts)}, of whom nothing is known.`;
  },
  asff: 'Effects/Data Exfiltration/Exfiltration:S3-TransferDataToCloudAccount',
  blindTo: [
    'Buckets that are opened to everybody, which have a finding type of their own.',
    'Accounts that are named by a canonical user id, access points, and lists of access control.',
    'Accounts that may write objects and look at settings, but get nothing out.',
    'What the other account did with it, unless data events are recorded.',
  ],
  falsePositives: [
    'Partners and vendors whose accounts are not named in `known` of vedette.yaml.',
    'Accounts of one’s own that no logs and no directory tell of.',
  ],
  respond: [
    'Ask the owner of the bucket whose account it is; name it in `known` if it is a partner’s.',
    'If nobody knows it, take the statement out, and look in data events for what the account read.',
    'Deny access from outside the organization (aws:PrincipalOrgID) in the policies of buckets, or by a resource control policy.',
  ],
  references: [
    {
      title: 'Custom Detection Rules finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-custom-detection-rules.html',
    },
    {
      title: 'Bucket owner granting cross-account bucket permissions',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html',
    },
  ],
  examples: {
    fires: {
      'an account may read': () => policy({ Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } }),
      'a user among own ones may do everything, by a role': () =>
        policy(
          {
            Principal: { AWS: ['444455556666', `arn:aws:iam::${STRANGER}:user/x`] },
            Action: 's3:*',
            Resource: ['arn:aws:s3:::invoices', 'arn:aws:s3:::invoices/*'],
          },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
      'everybody, if they are of the account': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': STRANGER } } }),
      'everybody, if they are a role there': () =>
        policy({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/*` } } }),
    },
    quiet: {
      'the policy is put by a service, for an account of its own': () =>
        policy(
          { Principal: { AWS: STRANGER } },
          { userIdentity: { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' } },
        ),
      'nobody is let in': () => policies([]),
      'an own account': () => policy({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
      'a partner that the owner knows': () => ({
        ...policy({ Principal: { AWS: STRANGER } }),
        known: [{ who: STRANGER, purposes: ['vendor'], because: 'Reads our invoices.' }],
      }),
      'who may only deliver': () =>
        policy({ Principal: { AWS: STRANGER }, Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetBucketAcl'] }),
      'a service': () => policy({ Principal: { Service: 'cloudfront.amazonaws.com' } }),
      'a Deny to all outside the organization takes it back': () =>
        policies([
          statement({ Principal: { AWS: STRANGER } }),
          statement({
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
          }),
        ]),
      'it was refused': () => policy({ Principal: { AWS: STRANGER } }, REFUSED),
    },
  },
});

const STRANGER = '999900001111';

function letIn({ requestParameters, bucketName, region, time }: CloudTrailRecord): readonly string[] {
  if (bucketName === undefined) return [];
  return accountsLetIn(requestParameters?.['bucketPolicy'], { bucketName, partition: awsPartition(region), time });
}

function statement(parts: object): object {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/*', ...parts };
}

function policies(Statement: readonly object[], overrides = {}) {
  const bucketPolicy = { Version: '2012-10-17', Statement };
  return called('s3', 'PutBucketPolicy', { bucketName: 'invoices', policy: '', bucketPolicy }, overrides);
}

function policy(parts: object, overrides = {}) {
  return policies([statement(parts)], overrides);
}
