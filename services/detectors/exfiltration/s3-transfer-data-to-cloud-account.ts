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
  title: 'A bucket was opened to an account outside the organization',
  why: 'Another account that may read a bucket can copy it with its own keys, at any time and from anywhere.',
  asks: 'Does a new bucket policy give an account outside the organization access to the data?',
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
    return `${capitalized(callerOf(resource))} opened bucket ${resource.id} to account ${enumerated(accounts)}, which is not known to you.`;
  },
  asff: 'Effects/Data Exfiltration/Exfiltration:S3-TransferDataToCloudAccount',
  blindTo: [
    'Buckets that are opened to everybody: they have a finding type of their own.',
    'Accounts that are named by a canonical user ID, access points, and access control lists.',
    'Accounts that may write objects and read settings, but cannot get data out.',
    'What the other account did with the access, unless data events are recorded.',
  ],
  falsePositives: [
    'Partners and vendors whose accounts are not named in `known` of vedette.yaml.',
    'Accounts of yours that appear in no logs and no directory.',
  ],
  respond: [
    'Ask the owner of the bucket whose account it is; if it belongs to a partner, add it to `known`.',
    'If nobody knows it, remove the statement, and look in data events for what the account read.',
    'Deny access from outside the organization (aws:PrincipalOrgID) in bucket policies, or with a resource control policy.',
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
      'a user, next to users of the organization, may do everything; set by a role': () =>
        policy(
          {
            Principal: { AWS: ['444455556666', `arn:aws:iam::${STRANGER}:user/x`] },
            Action: 's3:*',
            Resource: ['arn:aws:s3:::invoices', 'arn:aws:s3:::invoices/*'],
          },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
      'everybody of that account': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': STRANGER } } }),
      'everybody with a role there': () =>
        policy({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/*` } } }),
    },
    quiet: {
      'a service sets the policy, for an account of its own': () =>
        policy(
          { Principal: { AWS: STRANGER } },
          { userIdentity: { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' } },
        ),
      'nobody is let in': () => policies([]),
      'an account of the organization': () => policy({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
      'a partner that the owner knows': () => ({
        ...policy({ Principal: { AWS: STRANGER } }),
        known: [{ who: STRANGER, purposes: ['vendor'], because: 'Reads our invoices.' }],
      }),
      'an account that may only deliver': () =>
        policy({ Principal: { AWS: STRANGER }, Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetBucketAcl'] }),
      'a service': () => policy({ Principal: { Service: 'cloudfront.amazonaws.com' } }),
      'a Deny to all outside the organization overrides it': () =>
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
