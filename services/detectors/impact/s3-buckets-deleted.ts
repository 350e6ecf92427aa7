import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { defineDestruction } from '../kits/destruction.ts';
import { textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, BY_FUNCTION, REFUSED } from '../kits/signals.ts';

export default defineDestruction({
  type: 'Impact:S3/BucketsDeleted',
  title: 'Many buckets were deleted by hand',
  why: 'A bucket must be empty to be deleted: a caller who deletes many has emptied them first, or is after their names.',
  asks: 'Did one caller, not a service or a pipeline, delete many buckets within an hour?',
  attack: ['T1485', 'T1490'],
  destructions: [
    { service: 's3', call: 'DeleteBucket', of: ({ bucketName }) => [bucketName].flatMap((name) => textOf(name) ?? []) },
  ],
  things: {
    default: 20,
    because: 'A project that ends leaves a dozen, which people delete in the console.',
  },
  thingsByKey: {
    default: 5,
    because: 'Programs with the access key of a user use buckets, and create one now and then for a test.',
  },
  noun: 'bucket',

  asff: 'Effects/Data Destruction/Impact:S3-BucketsDeleted',
  blindTo: ['Deleted objects: Impact:S3/AnomalousBehavior.Delete reports them where data events are logged.'],
  falsePositives: [
    'Test accounts that a script cleans up: add its user or role to `known` as `pipeline`.',
    'A stage that somebody takes down by hand.',
  ],
  respond: [
    'Ask the caller whether this was intended; if nobody knows, disable the credentials at once.',
    'Create buckets with the same names at once, before strangers do, and restore them from replicas or backups.',
  ],
  references: [
    {
      title: 'Deleting a general purpose bucket',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html',
    },
  ],
  examples: {
    fires: {
      'five with a key': () => ({ records: buckets(5) }),
      'twenty with a role': () => ({ records: buckets(20, BY_ROLE) }),
      'by Terraform, which is less': () => ({
        records: buckets(5, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      }),
      'by a function, which is less': () => ({ records: buckets(20, BY_FUNCTION) }),
    },
    quiet: {
      'four with a key': () => ({ records: buckets(4) }),
      'nineteen with a role': () => ({ records: buckets(19, BY_ROLE) }),
      'one bucket again and again': () => ({
        records: buckets(9).map((record, i) => ({
          ...record,
          requestID: String(i),
          requestParameters: { bucketName: 'preview' },
        })),
      }),
      'buckets that are not empty': () => ({ records: buckets(9, { errorCode: 'BucketNotEmpty' }) }),
      'all refused': () => ({ records: buckets(9, REFUSED) }),
      'CloudFormation deletes stacks': () => ({ records: buckets(25, BY_CLOUDFORMATION) }),
    },
  },
});

const BY_ROLE = { userIdentity: roleSession() };

function buckets(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) =>
    event({
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucket',
      readOnly: false,
      userIdentity: iamUser('mallory'),
      requestParameters: { bucketName: `corp-${i}` },
      ...overrides,
    }),
  );
}
