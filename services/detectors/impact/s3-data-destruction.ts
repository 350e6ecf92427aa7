import { aboutBucketChange } from '../kits/bucket.ts';
import { wholeBucketExpiresAfter } from '../kits/lifecycle.ts';
import { counted } from '#services/model/numbers.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:S3/DataDestruction',
  title: 'All objects of a bucket are set to expire at once',
  why: 'A rule that lets everything expire empties a bucket without a single call that deletes.',
  asks: 'Was a lifecycle rule put on a bucket that lets all its objects expire within a day?',
  attack: ['T1485.001', 'T1485'],
  signals: [
    {
      means: 'a whole bucket was set to expire within a day',
      severity: 'Medium',
      service: 's3',
      calls: ['PutBucketLifecycle', 'PutBucketLifecycleConfiguration'],
      did({ bucketName }, record) {
        const days = wholeBucketExpiresAfter(record);
        return days === undefined || days > DAYS
          ? undefined
          : `set everything in bucket ${String(bucketName)} to expire after ${counted(days, 'day')}`;
      },
      deployed: true,
    },
  ],
  about: aboutBucketChange,

  asff: 'Effects/Data Destruction/Impact:S3-DataDestruction',
  blindTo: [
    'Rules for parts of a bucket, though the parts may be all there is.',
    'Longer terms: extortion has worked with a week.',
    'Old versions, which expire by rules of their own, and so may still be there.',
  ],
  falsePositives: ['Buckets for what is needed for a day: results of queries, hand-overs, tests.'],
  respond: [
    'Take the rule away at once if nobody wanted it: S3 deletes about midnight UTC, and not all at once.',
    'Ask the owner of the bucket; restore from versions or a backup what is gone.',
    'Look at what else the credentials did to buckets.',
  ],
  references: [
    {
      title: 'Lifecycle configuration elements',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
    },
  ],
  examples: {
    fires: {
      'after a day': () => lifecycle({ Filter: { Prefix: '' }, Expiration: { Days: 1 } }),
      'in the older form': () => lifecycle({ Prefix: '', Expiration: { Days: '1' } }),
      'all that is larger than nothing': () =>
        lifecycle({ Filter: { ObjectSizeGreaterThan: 0 }, Expiration: { Days: 1 } }),
      'by a filter of several parts, which all objects meet': () =>
        lifecycle({
          Filter: { And: { Prefix: '', ObjectSizeGreaterThan: '0', ObjectSizeLessThan: 5 * 2 ** 40 } },
          Expiration: { Days: 1 },
        }),
      'by a date that is near': () => lifecycle({ Filter: '', Expiration: { Date: '2026-03-03T00:00:00Z' } }),
    },
    quiet: {
      'what is below a prefix': () => lifecycle({ Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } }),
      'what is larger than a byte': () => lifecycle({ Filter: { ObjectSizeGreaterThan: 1 }, Expiration: { Days: 1 } }),
      'what has a tag, however large': () =>
        lifecycle({
          Filter: { And: { ObjectSizeGreaterThan: 0, Tag: { Key: 'tmp', Value: 'yes' } } },
          Expiration: { Days: 1 },
        }),
      'after two days': () => lifecycle({ Filter: { Prefix: '' }, Expiration: { Days: 2 } }),
      'unfinished uploads': () =>
        lifecycle({ Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      'the rule is off': () => lifecycle({ Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }),
      'delete markers': () => lifecycle({ Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } }),
      'it was refused': () => lifecycle({ Filter: { Prefix: '' }, Expiration: { Days: 1 } }, REFUSED),
      'CloudFormation creates a stack': () =>
        lifecycle({ Filter: { Prefix: '' }, Expiration: { Days: 1 } }, BY_CLOUDFORMATION),
    },
  },
});

/** The shortest period that S3 allows, in days. */
const DAYS = 1;

function lifecycle(rule: object, overrides = {}) {
  const LifecycleConfiguration = { Rule: { ID: 'x', Status: 'Enabled', ...rule } };
  return called(
    's3',
    'PutBucketLifecycle',
    { bucketName: 'invoices', lifecycle: '', LifecycleConfiguration },
    overrides,
  );
}
