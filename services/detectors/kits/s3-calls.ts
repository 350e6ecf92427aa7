import { accountOf } from '#services/sources/cloudtrail/event.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { VaryingSeverity } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { TallyBuilder } from '#services/model/tally.ts';
import { isAnonymous } from './access-key.ts';

/**
 * What S3's calls do to what is in a bucket, by the names that CloudTrail has for them ("Amazon S3 CloudTrail events",
 * Amazon S3 User Guide). ListObjectsV2 is logged as ListObjects; both stand here.
 */
const DISCOVERY = `CreateSession GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
  HeadBucket HeadObject ListMultipartUploads ListObjectVersions ListObjects ListObjectsV2 ListParts`;
const EXFILTRATION = `CopyObject GetObject GetObjectTorrent RestoreObject SelectObjectContent UploadPartCopy`;
const IMPACT = `AbortMultipartUpload CompleteMultipartUpload CreateMultipartUpload DeleteObject DeleteObjectTagging
  DeleteObjects PostObject PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging RenameObject
  UpdateObjectEncryption UploadPart WriteGetObjectResponse`;

/** Calls on a bucket as a whole that decide over what is in it: who may have it, and whether it stays. */
const IMPACT_ON_BUCKETS = `CreateAccessPoint DeleteAccessPoint DeleteAccessPointPolicy DeleteBucket
  DeleteBucketEncryption DeleteBucketLifecycle DeleteBucketOwnershipControls DeleteBucketPolicy
  DeleteBucketPublicAccessBlock DeleteBucketReplication PutAccessPointPolicy PutBucketAcl PutBucketEncryption
  PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketObjectLockConfiguration PutBucketOwnershipControls
  PutBucketPolicy PutBucketPublicAccessBlock PutBucketReplication PutBucketVersioning PutObjectLockConfiguration`;

const names = (text: string): readonly string[] => text.split(/\s+/);

export const S3_CALLS = {
  discovery: names(DISCOVERY),
  exfiltration: names(EXFILTRATION),
  impact: [...names(IMPACT), ...names(IMPACT_ON_BUCKETS)],
} as const;

/** Calls on objects, which are data events. */
export const S3_DATA_CALLS = [...names(DISCOVERY), ...names(EXFILTRATION), ...names(IMPACT)];

/** A condition for `where`: S3, on Outposts and in directory buckets as well, and through functions that change what is read. */
export function isS3(eventSource: string | undefined): boolean {
  return eventSource !== undefined && SOURCES.has(eventSource);
}

const SOURCES = new Set([
  's3.amazonaws.com',
  's3express.amazonaws.com',
  's3-outposts.amazonaws.com',
  's3-object-lambda.amazonaws.com',
]);

/**
 * Whether a call tells of more than that a bucket's name is known: strangers try those all the time. One that was refused
 * tells something only of credentials of ours: that they are in strange hands.
 */
export function isTelling(record: CloudTrailRecord, { organization }: Pick<Look, 'organization'>): boolean {
  if (record.errorCode === undefined) return true;
  const caller = accountOf(record.userIdentity);
  return caller !== undefined && (caller === record.accountId || organization.member(caller));
}

/** Of a tally: how many calls were not of strangers who only read what a bucket shows to everyone. */
export function graveCalls(t: TallyBuilder<CloudTrailRecord>) {
  return t.count((record) => !isAnonymous(record) || CHANGES.has(record.eventName));
}

const CHANGES: ReadonlySet<string> = new Set(S3_CALLS.impact);

/** The severity of what was seen of a bucket: nobody's credentials are at risk where anybody may read. */
export function severityOfCalls(label: SeverityLabel): VaryingSeverity<{ readonly grave: number }> {
  return {
    when: {
      [label]: 'credentials were used, or something was changed',
      Low: 'strangers without credentials read what the bucket shows to everyone',
    },
    of: ({ tallies }) => (tallies.grave > 0 ? label : 'Low'),
  };
}
