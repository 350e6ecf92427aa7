import { aboutBucketChange } from '../kits/bucket.ts';
import { blockPublicAccessDisabled } from '../kits/public-access-block.ts';

export default blockPublicAccessDisabled({
  name: 'Bucket',
  about: aboutBucketChange,
  of: (id) => `bucket ${id}`,
  why: 'The safety catch that keeps policies and access control lists from opening a bucket to everyone.',
  asff: 'Effects/Data Exposure/Policy:S3-BucketBlockPublicAccessDisabled',
  blindTo: ['The setting of the account, which may still block (and has a finding type of its own).'],
  falsePositives: [
    'Buckets of public web sites, as they are set up.',
    'Tools that take the setting off before they delete the bucket itself: what comes after a call cannot take back what is told of it.',
  ],
  respond: [
    'Ask the owner of the bucket whether anything in it is meant for the public.',
    'If not, switch all four flags on again, for the account too, and look for policies and access control lists that were added since.',
  ],
  request: { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com' },
});
