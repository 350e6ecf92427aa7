import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { awsService } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutWritten } from '../kits/bucket.ts';
import { isByHand } from '../kits/caller.ts';
import { daysUntil, wholeBucketExpiresAfter } from '../kits/lifecycle.ts';
import { listedObjects, member, textOf } from '../kits/parameters.ts';
import { statementsOf } from '#services/resources/kits/policy-document.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { BY_CLOUDFORMATION } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Calls after which a bucket takes no more logs, because it is gone or because nobody is allowed to write them. */
const REMOVALS: readonly string[] = ['DeleteBucket', 'DeleteBucketPolicy'];

export default defineDetector({
  type: 'Stealth:S3/LogBucketTampered',
  own: true,
  title: 'Logs were deleted, or a bucket was changed so that logs expire or are rejected',
  why: 'The logs of a running trail are lost as well when its files are deleted or expire, or when the bucket rejects them.',
  asks: 'Were files below AWSLogs/ deleted, set to expire within weeks, or are the services denied that write them? Was a bucket deleted that AWS made for logs, or its policy?',
  severity: 'High',
  attack: ['T1562.008', 'T1070'],
  settings: {
    days: {
      default: 30,
      because: 'To save money, logs expire after a quarter or a year; an intrusion is often discovered after weeks.',
    },
  },

  from: cloudtrail(
    'DeleteObject',
    'PutBucketLifecycle',
    'PutBucketLifecycleConfiguration',
    'PutBucketPolicy',
    ...REMOVALS,
  ),
  where: {
    eventSource: isS3,
    errorCode: succeeded,
  },
  and: (record, look) =>
    record.callerKind !== 'service' &&
    harmOf(record, look.settings.days) !== undefined &&
    // Stacks and pipelines take down what they set up.
    (!REMOVALS.includes(record.eventName) || isByHand(record, look)),
  about: aboutWritten,
  tally: (t) => ({
    harm: t.sample((record) => harmOf(record, Infinity)),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} tampered with logs in bucket ${subject.resource.id}: ${enumerated(tallies.harm)} (${counted(count, 'call')} from ${enumerated(tallies.addresses)}).`,
  asff: 'TTPs/Defense Evasion/Stealth:S3-LogBucketTampered',
  blindTo: [
    'Deletion of many objects in one call (DeleteObjects): the record names none of them.',
    'Buckets for which the trail records no data events: only their rules and policies are seen.',
    'Rules for a whole bucket whose name AWS did not choose, and other buckets that are deleted: no record shows which of them hold logs.',
  ],
  falsePositives: ['Old logs that somebody cleans up by hand.', 'Accounts that are taken down by hand.'],
  respond: [
    'Ask the owner of the credentials whether old logs were meant to be cleaned up.',
    'If not, disable the credentials, restore the rule or the policy, and restore earlier versions of the files.',
    'Look in Event history (90 days, independent of trails) for what the logs would have shown.',
    'Keep logs in a separate account, with Object Lock.',
  ],
  references: [
    {
      title: 'Amazon S3 bucket policy for CloudTrail',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'a file of a trail is deleted': () => deleted(FILE),
      'below a prefix, of an organization trail': () =>
        deleted('audit/AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-1/2026/03/02/x.json.gz'),
      'logs expire after a week': () => lifecycle({ Expiration: { Days: 7 } }),
      'everything expires in a bucket that the console of CloudTrail created': () => ({
        ...lifecycle(
          { Expiration: { Date: '2026-03-03T00:00:00Z' }, Filter: '', Prefix: '' },
          'aws-cloudtrail-logs-111122223333-0a1b2c3d',
        ),
        also: ['Impact:S3/DataDestruction'],
      }),
      'the bucket is deleted': () => removed('DeleteBucket', 'aws-cloudtrail-logs-111122223333-0a1b2c3d'),
      'its policy is deleted, without which nobody may write': () =>
        removed('DeleteBucketPolicy', 'config-bucket-111122223333'),
      'CloudTrail is denied': () => denied('cloudtrail.amazonaws.com'),
    },
    quiet: {
      'another object': () => deleted('reports/AWSLogs.csv'),
      'it was refused': () => deleted(FILE, { errorCode: 'AccessDenied' }),
      'a service deletes expired files': () =>
        deleted(FILE, { userIdentity: awsService('s3.amazonaws.com'), sourceIPAddress: 's3.amazonaws.com' }),
      'logs expire after a quarter': () => lifecycle({ Expiration: { Days: 90 } }),
      'just above the threshold': () => lifecycle({ Expiration: { Days: 31 } }),
      'unfinished uploads expire after a day': () =>
        lifecycle({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      'a disabled rule': () => lifecycle({ Expiration: { Days: 7 }, Status: 'Disabled' }),
      'another bucket is deleted': () => removed('DeleteBucket', 'cloudtrail-query-results'),
      'a stack is taken down': () => removed('DeleteBucket', 'aws-controltower-logs-111122223333', BY_CLOUDFORMATION),
      'another service is denied': () => denied('backup.amazonaws.com'),
    },
  },
});

/** How a call harms logs, in words; undefined when it does not. */
function harmOf(record: CloudTrailRecord, days: number): string | undefined {
  const { eventName, requestParameters } = record;
  if (eventName === 'DeleteObject')
    return LOG_FILE.test(textOf(requestParameters?.['key']) ?? '') ? 'files were deleted' : undefined;
  if (eventName === 'PutBucketPolicy') {
    const refused = statementsOf(requestParameters?.['bucketPolicy']).flatMap(({ Effect, Principal, Condition }) =>
      Effect === 'Deny' && typeof Principal === 'object' && Object.keys(Condition).length === 0
        ? (Principal['Service'] ?? []).filter((service) => WRITERS.has(service))
        : [],
    );
    return refused.length === 0 ? undefined : `${enumerated([...new Set(refused)])} may no longer write`;
  }
  const isMadeForLogs = MADE_FOR_LOGS.test(textOf(requestParameters?.['bucketName']) ?? '');
  if (REMOVALS.includes(eventName))
    return isMadeForLogs ? `the ${eventName === 'DeleteBucket' ? 'bucket' : 'policy'} was deleted` : undefined;
  const configuration = member(requestParameters, 'LifecycleConfiguration');
  const kept = listedObjects(member(configuration, 'Rule') ?? member(configuration, 'Rules'))
    .filter((rule) => rule['Status'] !== 'Disabled' && isOfLogs(rule))
    .flatMap((rule) => daysUntil(rule['Expiration'], record.time) ?? []);
  const all = isMadeForLogs ? wholeBucketExpiresAfter(record) : undefined;
  const least = Math.min(...kept, all ?? Infinity);
  return least <= days && Number.isFinite(least) ? `files expire after ${counted(least, 'day')}` : undefined;
}

/** Keys under which AWS's services store logs: with or without a prefix, by organization and account. */
const LOG_FILE = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\//;
/** Names that the consoles of CloudTrail, Control Tower and Config give the buckets that they create for logs. */
const MADE_FOR_LOGS = /^(?:aws-cloudtrail-logs|aws-controltower-logs|config-bucket)-\d{12}(?:-|$)/;
const WRITERS = new Set(['cloudtrail.amazonaws.com', 'delivery.logs.amazonaws.com', 'config.amazonaws.com']);

function isOfLogs(rule: Readonly<Record<string, unknown>>): boolean {
  const prefixes = [rule['Prefix'], member(rule, 'Filter', 'Prefix'), member(rule, 'Filter', 'And', 'Prefix')];
  return prefixes.some((prefix) => /(?:^|\/)AWSLogs(?:\/|$)/.test(textOf(prefix) ?? ''));
}

const FILE = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/x.json.gz';

function deleted(key: string, overrides: object = {}) {
  const requestParameters = { bucketName: 'logs', key };
  return { records: [bucketCall({ eventName: 'DeleteObject', readOnly: false, requestParameters, ...overrides })] };
}

function lifecycle(rule: object, bucketName = 'logs') {
  const Rule = { ID: 'logs', Status: 'Enabled', Filter: { Prefix: 'AWSLogs/' }, ...rule };
  return put('PutBucketLifecycle', { bucketName, LifecycleConfiguration: { Rule } });
}

function removed(eventName: string, bucketName: string, overrides: object = {}) {
  return put(eventName, { bucketName }, overrides);
}

function denied(Service: string) {
  const Statement = { Effect: 'Deny', Principal: { Service }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' };
  return put('PutBucketPolicy', { bucketPolicy: { Version: '2012-10-17', Statement } });
}

function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'logs', ...parameters };
  const management = { eventCategory: 'Management', managementEvent: true, readOnly: false };
  return { records: [bucketCall({ eventName, ...management, requestParameters, ...overrides })] };
}
