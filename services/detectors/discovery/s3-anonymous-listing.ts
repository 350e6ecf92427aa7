import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isAnonymous } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutBucket } from '../kits/bucket.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { ANONYMOUS, bucketCall } from '../kits/s3-example.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Discovery:S3/AnonymousListing',
  own: true,
  title: 'An anonymous caller listed a bucket',
  why: 'Scanners find buckets that anybody may list within hours, and download everything. A web site does not need a public listing.',
  asks: 'Did an anonymous caller list the contents of a bucket?',
  attack: ['T1619', 'T1530'],
  settings: {
    publicBuckets: {
      default: [],
      because: 'Only you know which buckets everyone is meant to list: name your open data sets.',
    },
  },

  from: cloudtrail('ListObjects', 'ListObjectsV2', 'ListObjectVersions', 'GetBucketAcl', 'GetObject'),
  where: {
    eventSource: isS3,
    'userIdentity.type': (type) => type === 'AWSAccount',
    errorCode: succeeded,
  },
  and: (record, { settings }) => isAnonymous(record) && !settings.publicBuckets.includes(record.bucketName ?? ''),
  about: aboutBucket,
  tally: (t) => ({
    listings: t.count(isListing),
    addresses: t.sample((record) => (isListing(record) ? record.sourceIPAddress : undefined)),
    objects: t.distinct((record) => (record.eventName === 'GetObject' ? keyOf(record) : undefined)),
  }),
  having: ({ tallies }) => tallies.listings > 0,

  severity: {
    when: {
      Medium: 'strangers also read a hundred objects',
      Low: 'the bucket was listed, and little or nothing was read',
    },
    of: ({ tallies }) => (tallies.objects.size >= MANY ? 'Medium' : 'Low'),
  },
  explain: ({ subject, tallies }) =>
    `Strangers without credentials listed bucket ${subject.resource.id}: ${counted(tallies.listings, 'call')} from ${enumerated(tallies.addresses)}. ${tallies.objects.size === 0 ? 'No read of an object is recorded' : `They read ${counted(tallies.objects.size, 'object')}`}.`,
  asff: 'TTPs/Discovery:S3-AnonymousListing',
  blindTo: ['Buckets for which the trail records no data events.', 'Callers with the credentials of any account.'],
  falsePositives: ['Open data sets: name them in `publicBuckets`.'],
  respond: [
    'Ask the owner of the bucket whether everyone is meant to list it.',
    'If not, remove the grant (policy, access control list), and turn on Block Public Access.',
    'Look in the data events for what strangers read.',
  ],
  references: [
    {
      title: 'Blocking public access to your Amazon S3 storage',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    },
  ],
  examples: {
    fires: {
      'a scanner lists it': () => ({ records: [stranger()] }),
      'all versions': () => ({ records: [stranger({ eventName: 'ListObjectVersions' })] }),
      'with the old call, and a read of the access control list': () => ({
        records: ['ListObjects', 'GetBucketAcl'].map((eventName) => stranger({ eventName })),
      }),
      'ninety-nine objects are read as well': () => ({ records: [stranger(), ...reads(99)] }),
      'a hundred objects are read as well': () => ({ records: [stranger(), ...reads(100)] }),
    },
    quiet: {
      'a visitor reads a page': () => ({ records: [stranger({ eventName: 'GetObject' })] }),
      'a refused call': () => ({ records: [stranger({ errorCode: 'AccessDenied' })] }),
      'somebody with credentials lists it': () => ({ records: [bucketCall({})] }),
      'an open data set': () => ({
        records: [stranger()],
        settings: { 'Discovery:S3/AnonymousListing': { publicBuckets: ['invoices'] } },
      }),
    },
  },
});

/** A caller who reads so many objects of a listed bucket copies it; few web pages have so many parts. */
const MANY = 100;

function isListing({ eventName }: CloudTrailRecord): boolean {
  return eventName !== 'GetObject';
}

function keyOf({ requestParameters }: CloudTrailRecord): string | undefined {
  const key = requestParameters?.['key'];
  return typeof key === 'string' ? key : undefined;
}

function reads(count: number) {
  return Array.from({ length: count }, (_, i) =>
    stranger({ eventName: 'GetObject', requestParameters: { bucketName: 'invoices', key: `${i}.pdf` } }),
  );
}

function stranger(overrides: object = {}) {
  return bucketCall({ userIdentity: ANONYMOUS, ...overrides });
}
