import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf, isAnonymous } from '../kits/access-key.ts';
import { aboutBucket } from '../kits/bucket.ts';
import { addressMatches, addressOn } from '../kits/lists.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Calls of the object plane that show what is in a bucket and who may have it, without reading it. */
const DISCOVERY = [
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectTagging',
  'HeadBucket',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjectVersions',
  'ListObjects',
  'ListObjectsV2',
  'ListParts',
];

export default defineDetector({
  type: 'Discovery:S3/TorIPCaller',
  title: 'Objects of a bucket were listed from a Tor exit node',
  why: 'Somebody looks through a bucket and hides where they are.',
  asks: 'Were objects of a bucket listed or looked at, without being read, from a Tor exit node?',
  severity: 'Medium',
  attack: ['T1619', 'T1090.003'],
  needs: ['tor-exit'],

  from: cloudtrail(...DISCOVERY),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    sourceIPAddress: addressOn('tor-exit'),
  },
  and: isTelling,
  about: aboutBucket,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} looked through bucket ${subject.resource.id} over the Tor network: ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}.`,
  lists: ({ tallies }, look) => addressMatches(tallies.addresses, 'tor-exit', look),
  asff: 'TTPs/Discovery:S3-TorIPCaller',
  blindTo: [
    'Buckets without data events in the trail.',
    'Exit nodes that are not on a list, or were not at the time: load a fresh list.',
    'Anonymous callers who were refused: strangers try the names of buckets all the time.',
  ],
  falsePositives: ['People who use Tor for their work.', 'A public bucket, which anybody may list from anywhere.'],
  respond: [
    'See whether the bucket is meant for the public; if it is, Tor users may visit it, and the finding can be suppressed.',
    'If credentials were used, ask their owner, and disable them if it was not them.',
    'Look for GetObject from the same addresses.',
  ],
  references: [
    {
      title: 'GuardDuty S3 Protection finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-s3.html',
    },
  ],
  examples: {
    fires: {
      'objects are listed from an exit node': () => tor({}),
      'denied, but with credentials of ours': () => tor({ errorCode: 'AccessDenied' }),
      'anonymously, from a bucket that lets them': () => tor({ userIdentity: ANONYMOUS }),
      'through an access point: it is about the bucket behind it': () =>
        tor({
          requestParameters: {
            bucketName: 'arn:aws:s3:us-east-1:111122223333:accesspoint/readers',
            Host: 'readers-111122223333.s3-accesspoint.us-east-1.amazonaws.com',
          },
          resources: [
            { type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::invoices/' },
            { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::invoices', accountId: '111122223333' },
            { type: 'AWS::S3::AccessPoint', ARN: 'arn:aws:s3:us-east-1:111122223333:accesspoint/readers' },
          ],
        }),
    },
    quiet: {
      'from an address on no list': () => tor({ sourceIPAddress: '198.51.100.8' }),
      'an object is read, which another finding is about': () => tor({ eventName: 'GetObject' }),
      'a stranger is refused': () => tor({ userIdentity: ANONYMOUS, errorCode: 'AccessDenied' }),
      'buckets are listed, which is a management call': () =>
        tor({ eventName: 'ListBuckets', requestParameters: null, eventCategory: 'Management' }),
    },
  },
});

/** A refused call tells something only of credentials: that they are in strange hands. */
function isTelling(record: CloudTrailRecord): boolean {
  return record.errorCode === undefined || !isAnonymous(record);
}

const ANONYMOUS = { type: 'AWSAccount', principalId: '', accountId: 'anonymous' };

function tor(overrides: object) {
  const call = {
    eventSource: 's3.amazonaws.com',
    eventName: 'ListObjects',
    eventCategory: 'Data',
    managementEvent: false,
  };
  const requestParameters = { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com', 'list-type': '2' };
  return { records: [event({ ...call, requestParameters, ...overrides })], lists: { 'tor-exit': ['198.51.100.7'] } };
}
