import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isFalse, succeeded } from '../kits/api-call.ts';
import { aboutBucketChange } from '../kits/bucket.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:S3/BucketBlockPublicAccessDisabled',
  title: 'Block Public Access was switched off for a bucket',
  why: 'The safety catch that keeps policies and access control lists from opening a bucket to everyone.',
  asks: 'Was one of the four flags of Block Public Access switched off for a bucket?',
  severity: 'Low',
  attack: ['T1562.007', 'T1530'],

  from: cloudtrail('PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => switchedOff(record).length > 0,
  about: aboutBucketChange,
  tally: (t) => ({ flags: t.sample((record) => switchedOff(record).join(', ')) }),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} switched off Block Public Access for bucket ${subject.resource.id}: ${enumerated(tallies.flags)}.`,
  asff: 'Effects/Data Exposure/Policy:S3-BucketBlockPublicAccessDisabled',
  blindTo: [
    'How the flags were set before: a bucket that never had them on looks the same.',
    'The setting of the account, which may still block (and has a finding type of its own).',
  ],
  falsePositives: [
    'Buckets of public web sites, as they are set up.',
    'Tools that take the setting off before they delete the bucket itself: what comes after a call cannot take back what is told of it.',
  ],
  respond: [
    'Ask the owner of the bucket whether anything in it is meant for the public.',
    'If not, switch all four flags on again, for the account too, and look for policies and access control lists that were added since.',
  ],
  references: [
    {
      title: 'Blocking public access to your Amazon S3 storage',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    },
  ],
  examples: {
    fires: {
      'the setting is deleted': () => change('DeleteBucketPublicAccessBlock'),
      'policies may be public': () => change('PutBucketPublicAccessBlock', { BlockPublicPolicy: false }),
      'flags that are left out': () =>
        change('PutBucketPublicAccessBlock', { BlockPublicPolicy: undefined, RestrictPublicBuckets: undefined }),
      'nothing is set': () =>
        change(
          'PutBucketPublicAccessBlock',
          {},
          { requestParameters: parameters({ PublicAccessBlockConfiguration: '' }) },
        ),
      'flags as text': () => change('PutBucketPublicAccessBlock', { BlockPublicPolicy: 'false' }),
      'flags as text in another spelling': () => change('PutBucketPublicAccessBlock', { BlockPublicPolicy: 'False' }),
      'a flag that is null': () => change('PutBucketPublicAccessBlock', { BlockPublicPolicy: null }),
    },
    quiet: {
      'all flags on': () => change('PutBucketPublicAccessBlock', {}),
      'the call was denied': () => change('DeleteBucketPublicAccessBlock', {}, { errorCode: 'AccessDenied' }),
      'the configuration is not in the record': () =>
        change('PutBucketPublicAccessBlock', {}, { requestParameters: { bucketName: 'invoices' } }),
      'the bucket does not exist': () => change('DeleteBucketPublicAccessBlock', {}, { errorCode: 'NoSuchBucket' }),
    },
  },
});

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/** The request replaces all four flags: one that it leaves out is off ("PutPublicAccessBlock", Amazon S3 API Reference). */
function switchedOff({ eventName, requestParameters }: CloudTrailRecord): readonly string[] {
  if (eventName === 'DeleteBucketPublicAccessBlock') return ['all of it'];
  const configuration = requestParameters?.['PublicAccessBlockConfiguration'];
  // An element without content is text.
  const flags: unknown = configuration === '' ? {} : configuration;
  if (!isPlain(flags)) return [];
  return FLAGS.filter((flag) => flags[flag] === undefined || flags[flag] === null || isFalse(flags[flag]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function change(eventName: string, flags: object = {}, overrides: object = {}) {
  const on = Object.fromEntries(FLAGS.map((flag) => [flag, true]));
  const configuration = { xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/', ...on, ...flags };
  const requestParameters = parameters(
    eventName.startsWith('Put') ? { PublicAccessBlockConfiguration: configuration } : {},
  );
  return {
    records: [event({ eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters, ...overrides })],
  };
}

function parameters(more: object): object {
  return { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com', publicAccessBlock: '', ...more };
}
