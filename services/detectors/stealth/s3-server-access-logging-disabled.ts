import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutBucketChange } from '../kits/bucket.ts';
import { capitalized } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:S3/ServerAccessLoggingDisabled',
  title: 'Server access logging was disabled for a bucket',
  why: 'Without access logs, and without data events in a trail, nobody can find out later what was read.',
  asks: 'Was server access logging of a bucket disabled?',
  severity: 'Low',
  attack: ['T1562.008'],

  from: cloudtrail('PutBucketLogging'),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    errorCode: succeeded,
  },
  and: isSwitchedOff,
  about: aboutBucketChange,

  explain: ({ subject }) =>
    `${capitalized(callerOf(subject.resource))} disabled server access logging for bucket ${subject.resource.id}.`,
  asff: 'TTPs/Defense Evasion/Stealth:S3-ServerAccessLoggingDisabled',
  blindTo: ['Whether logging was enabled before.', 'Logs that are redirected to another bucket, or deleted there.'],
  falsePositives: ['A change to CloudTrail data events, which log the same.'],
  respond: [
    'Ask the owner of the bucket whether the change was planned.',
    'If not, enable logging again, and review what the same credentials did to the bucket.',
  ],
  references: [
    {
      title: 'Logging requests with server access logging',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
    },
  ],
  examples: {
    fires: {
      'an empty status': () => put({ BucketLoggingStatus: { xmlns: 'http://doc.s3.amazonaws.com/2006-03-01' } }),
      'an empty element': () => put({ BucketLoggingStatus: '' }),
    },
    quiet: {
      'logging is enabled': () =>
        put({ BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'invoices/' } } }),
      'the call was denied': () => put({ BucketLoggingStatus: '' }, { errorCode: 'AccessDenied' }),
      'a record without the status': () => put({}),
    },
  },
});

/** The request states the whole status; one without a target switches logging off ("PutBucketLogging"). */
function isSwitchedOff({ requestParameters }: CloudTrailRecord): boolean {
  const status = requestParameters?.['BucketLoggingStatus'];
  if (status === '') return true;
  if (typeof status !== 'object' || status === null) return false;
  return Object.entries(status).every(([name, value]) => name !== 'LoggingEnabled' || value === null);
}

function put(parameters: object, overrides: object = {}) {
  const requestParameters = {
    bucketName: 'invoices',
    Host: 'invoices.s3.us-east-1.amazonaws.com',
    logging: '',
    ...parameters,
  };
  const call = { eventSource: 's3.amazonaws.com', eventName: 'PutBucketLogging', readOnly: false };
  return { records: [event({ ...call, requestParameters, ...overrides })] };
}
