import { aboutBucketChange } from '../kits/bucket.ts';
import { blockPublicAccessDisabled } from '../kits/public-access-block.ts';

export default blockPublicAccessDisabled({
  name: 'Bucket',
  about: aboutBucketChange,
  of: (id) => `bucket ${id}`,
  why: 'Block Public Access keeps policies and access control lists from opening a bucket to everyone.',
  asff: 'Effects/Data Exposure/Policy:S3-BucketBlockPublicAccessDisabled',
  blindTo: ['The setting of the account, which may still block access (and has a finding type of its own).'],
  falsePositives: [
    'Buckets for public web sites, while they are set up.',
    'Tools that turn the setting off before they delete the bucket itself: the finding remains when the bucket is gone.',
  ],
  respond: [
    'Ask the owner of the bucket whether anything in it is meant to be public.',
    'If not, turn all four settings on again, also for the account, and look for policies and access control lists that were added since.',
  ],
  request: { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com' },
});
