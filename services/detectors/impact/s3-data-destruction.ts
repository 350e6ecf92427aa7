import { aboutBucketChange } from '../kits/bucket.ts';
import { wholeBucketExpiresAfter } from '../kits/lifecycle.ts';
import { counted } from '#services/model/numbers.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:S3/DataDestruction',
  title: 'All objects of a bucket are set to expire',
  why: 'A lifecycle rule that expires everything empties a bucket without a single delete call.',
  asks: 'Was a lifecycle rule put on a bucket that expires all its objects within a day?',
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
    'Rules for parts of a bucket, even if those parts are all there is.',
    'Longer periods: attackers have used a week.',
    'Whether earlier versions still exist: they expire by rules of their own.',
  ],
  falsePositives: ['Buckets for short-lived data: query results, transfers, tests.'],
  respond: [
    'Remove the rule at once if nobody wanted it: S3 deletes around midnight UTC, and not everything at once.',
    'Ask the owner of the bucket, and restore deleted objects from earlier versions or a backup.',
    'Review what else the credentials did to buckets.',
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
      'all objects larger than nothing': () =>
        lifecycle({ Filter: { ObjectSizeGreaterThan: 0 }, Expiration: { Days: 1 } }),
      'a filter of several parts that all objects match': () =>
        lifecycle({
          Filter: { And: { Prefix: '', ObjectSizeGreaterThan: '0', ObjectSizeLessThan: 5 * 2 ** 40 } },
          Expiration: { Days: 1 },
        }),
      'a star, which is no wildcard but meant as one': () =>
        lifecycle({ Filter: { Prefix: '*' }, Expiration: { Days: 1 } }),
      'a date that is near': () => lifecycle({ Filter: '', Expiration: { Date: '2026-03-03T00:00:00Z' } }),
    },
    quiet: {
      'objects below a prefix': () => lifecycle({ Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } }),
      'objects larger than a byte': () => lifecycle({ Filter: { ObjectSizeGreaterThan: 1 }, Expiration: { Days: 1 } }),
      'objects with a tag, of any size': () =>
        lifecycle({
          Filter: { And: { ObjectSizeGreaterThan: 0, Tag: { Key: 'tmp', Value: 'yes' } } },
          Expiration: { Days: 1 },
        }),
      'after two days': () => lifecycle({ Filter: { Prefix: '' }, Expiration: { Days: 2 } }),
      'unfinished uploads': () =>
        lifecycle({ Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      'a disabled rule': () => lifecycle({ Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }),
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
