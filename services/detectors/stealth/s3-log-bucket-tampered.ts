import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { awsService, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutWritten } from '../kits/bucket.ts';
import { isByHand } from '../kits/caller.ts';
import { daysUntil, wholeBucketExpiresAfter } from '../kits/lifecycle.ts';
import { listedObjects, member, textOf } from '../kits/parameters.ts';
import { isEverybody, statementsOf, type Statement } from '#services/resources/kits/policy-document.ts';
import { isS3 } from '../kits/s3-calls.ts';
import { bucketCall } from '../kits/s3-example.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Calls by which a whole bucket is given up, and that also take down a system. */
const TAKE_DOWNS: readonly string[] = ['DeleteObjects', 'DeleteBucket', 'DeleteBucketPolicy'];

export default defineDetector({
  type: 'Stealth:S3/LogBucketTampered',
  own: true,
  title: 'Logs were deleted, or a bucket was changed so that logs expire or are rejected',
  why: 'The logs of a running trail are lost as well when its files are deleted or expire, or when the bucket rejects them.',
  asks: 'Were files below AWSLogs/ deleted, set to expire within weeks, or are the services denied that write them? Was a bucket that AWS made for logs, or whose name speaks of CloudTrail, deleted or emptied, or left without a policy that lets logs be written?',
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
    ...TAKE_DOWNS,
  ),
  where: {
    eventSource: isS3,
    errorCode: succeeded,
  },
  and(record, look) {
    if (record.callerKind === 'service') return false;
    const harm = harmOf(record, look.settings.days);
    if (harm === undefined) return false;
    // Stacks and pipelines take down what they set up, and change what only has such a name.
    return (harm.isSure && !TAKE_DOWNS.includes(record.eventName)) || isByHand(record, look);
  },
  about: aboutWritten,
  tally: (t) => ({
    harm: t.sample((record) => harmOf(record, Infinity)?.did),
    addresses: t.sample((record) => record.sourceIPAddress),
    sure: t.sample((record) => (harmOf(record, Infinity)?.isSure ? record.eventName : undefined)),
    thieves: t.sample((record) => (ANY_BUT_A_THIEF.is(record) ? undefined : record.callerKind)),
  }),
  severity: {
    when: {
      High: 'the files, or the name that AWS gave the bucket, show that these are logs',
      Medium:
        'only a name that somebody gave the bucket says so, and the key of a user or a role at a public address did it',
      Low: `only a name that somebody gave the bucket says so, and ${ANY_BUT_A_THIEF.means}`,
    },
    of: ({ tallies: { sure, thieves } }) => (sure.length > 0 ? 'High' : thieves.length > 0 ? 'Medium' : 'Low'),
  },

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} tampered with logs in bucket ${subject.resource.id}: ${enumerated(tallies.harm)} (${counted(count, 'call')} from ${enumerated(tallies.addresses)}).`,
  asff: 'TTPs/Defense Evasion/Stealth:S3-LogBucketTampered',
  blindTo: [
    'Deletion of many objects in one call (DeleteObjects) in a bucket whose name says nothing: the record names none of them.',
    'Buckets for which the trail records no data events: only their rules and policies are seen.',
    'Other changes of buckets whose name says nothing: no record shows which of them hold logs.',
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
        ...lifecycle({ Expiration: { Date: '2026-03-03T00:00:00Z' }, Filter: '', Prefix: '' }, MADE),
        also: ['Impact:S3/DataDestruction'],
      }),
      'the bucket is deleted': () => removed('DeleteBucket', MADE),
      'its policy is deleted, without which nobody may write': () =>
        removed('DeleteBucketPolicy', 'config-bucket-111122223333'),
      'CloudTrail is denied': () => denied('cloudtrail.amazonaws.com'),
      'the console empties the bucket of a trail': () => removed('DeleteObjects', MADE),
      'a policy that lets no service write': () => policy(MADE, { AWS: 'arn:aws:iam::111122223333:root' }),
      'a bucket whose name speaks of CloudTrail is deleted, which is less': () =>
        removed('DeleteBucket', 'corp-cloudtrail-logs'),
      'the same by a signed-in person, which is Low': () =>
        removed('DeleteBucket', 'corp-cloudtrail-logs', { userIdentity: identityCenterUser() }),
      'everything expires in such a bucket': () => ({
        ...lifecycle({ Expiration: { Days: 1 }, Filter: '' }, 'cloud-trail.corp.example'),
        also: ['Impact:S3/DataDestruction'],
      }),
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
      'another bucket is emptied': () => removed('DeleteObjects', 'corp-images'),
      'a policy that lets CloudTrail write': () => policy(MADE, { Service: 'cloudtrail.amazonaws.com' }),
      'a policy of another bucket': () => policy('corp-images', { AWS: 'arn:aws:iam::111122223333:root' }),
      'a stack changes the policy of such a bucket': () =>
        policy('corp-cloudtrail-logs', { AWS: 'arn:aws:iam::111122223333:root' }, BY_CLOUDFORMATION),
    },
  },
});

interface Harm {
  readonly did: string;
  /** Whether more than a name that somebody gave the bucket shows that these are logs. */
  readonly isSure: boolean;
}

/** How a call harms logs; undefined when it does not. */
function harmOf(record: CloudTrailRecord, days: number): Harm | undefined {
  const { eventName, requestParameters } = record;
  const bucket = textOf(requestParameters?.['bucketName']) ?? '';
  const isMadeForLogs = MADE_FOR_LOGS.test(bucket);
  const toBucket = (did: string): Harm | undefined =>
    isMadeForLogs || isCalledTrail(bucket) ? { did, isSure: isMadeForLogs } : undefined;
  switch (eventName) {
    case 'DeleteObject':
      return LOG_FILE.test(textOf(requestParameters?.['key']) ?? '') ? toFiles('files were deleted') : undefined;
    case 'DeleteObjects':
      return toBucket('files were deleted');
    case 'DeleteBucket':
      return toBucket('the bucket was deleted');
    case 'DeleteBucketPolicy':
      return toBucket('the policy was deleted');
    case 'PutBucketPolicy': {
      const statements = statementsOf(requestParameters?.['bucketPolicy']);
      const refused = refusedBy(statements);
      if (refused.length > 0) return toFiles(`${enumerated(refused)} may no longer write`);
      return statements.length > 0 && !statements.some(letsWrite)
        ? toBucket('no service may write logs any longer')
        : undefined;
    }
    default: {
      const ofFiles = expiryOfFiles(record);
      if (ofFiles <= days && Number.isFinite(ofFiles)) return toFiles(`files expire after ${counted(ofFiles, 'day')}`);
      const all = wholeBucketExpiresAfter(record) ?? Infinity;
      return all <= days && Number.isFinite(all) ? toBucket(`files expire after ${counted(all, 'day')}`) : undefined;
    }
  }
}

function toFiles(did: string): Harm {
  return { did, isSure: true };
}

/** Services that write logs and whom a policy denies something. */
function refusedBy(statements: readonly Statement[]): readonly string[] {
  const refused = statements.flatMap(({ Effect, Principal, Condition }) =>
    Effect === 'Deny' && typeof Principal === 'object' && Object.keys(Condition).length === 0
      ? (Principal['Service'] ?? []).filter((service) => WRITERS.has(service))
      : [],
  );
  return [...new Set(refused)];
}

function letsWrite({ Effect, Principal }: Statement): boolean {
  if (Effect !== 'Allow') return false;
  if (typeof Principal !== 'object') return true;
  return isEverybody(Principal) || (Principal['Service']?.some((service) => WRITERS.has(service)) ?? false);
}

/** After how many days files of logs expire by a rule for their keys. */
function expiryOfFiles({ requestParameters, time }: CloudTrailRecord): number {
  const configuration = member(requestParameters, 'LifecycleConfiguration');
  const days = listedObjects(member(configuration, 'Rule') ?? member(configuration, 'Rules'))
    .filter((rule) => rule['Status'] !== 'Disabled' && isOfLogs(rule))
    .flatMap((rule) => daysUntil(rule['Expiration'], time) ?? []);
  return Math.min(...days, Infinity);
}

/** Keys under which AWS's services store logs: with or without a prefix, by organization and account. */
const LOG_FILE = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\//;
/** Names that the consoles of CloudTrail, Control Tower and Config give the buckets that they create for logs. */
const MADE_FOR_LOGS = /^(?:aws-cloudtrail-logs|aws-controltower-logs|config-bucket)-\d{12}(?:-|$)/;
/** Whether a name that somebody chose speaks of CloudTrail, and not of what reads its logs. */
function isCalledTrail(bucket: string): boolean {
  return /cloud-?trail/.test(bucket) && !/quer|athena|result/.test(bucket);
}
const WRITERS = new Set(['cloudtrail.amazonaws.com', 'delivery.logs.amazonaws.com', 'config.amazonaws.com']);

function isOfLogs(rule: Readonly<Record<string, unknown>>): boolean {
  const prefixes = [rule['Prefix'], member(rule, 'Filter', 'Prefix'), member(rule, 'Filter', 'And', 'Prefix')];
  return prefixes.some((prefix) => /(?:^|\/)AWSLogs(?:\/|$)/.test(textOf(prefix) ?? ''));
}

const MADE = 'aws-cloudtrail-logs-111122223333-0a1b2c3d';
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
  return policy('logs', { Service }, {}, 'Deny');
}

function policy(bucketName: string, Principal: object, overrides: object = {}, Effect = 'Allow') {
  const Statement = { Effect, Principal, Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucketName}/*` };
  return put('PutBucketPolicy', { bucketName, bucketPolicy: { Version: '2012-10-17', Statement } }, overrides);
}

function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'logs', ...parameters };
  const management = { eventCategory: 'Management', managementEvent: true, readOnly: false };
  return { records: [bucketCall({ eventName, ...management, requestParameters, ...overrides })] };
}
