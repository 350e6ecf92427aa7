import { accountOf } from '#services/sources/cloudtrail/event.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { VaryingSeverity } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { TallyBuilder } from '#services/model/tally.ts';
import { isAnonymous } from './access-key.ts';

/**
 * Calls of S3 by what they do to the content of a bucket, under CloudTrail's names ("Amazon S3 CloudTrail events",
 * Amazon S3 User Guide). ListObjectsV2 is logged as ListObjects; both are here.
 */
const DISCOVERY = `CreateSession GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
  HeadBucket HeadObject ListMultipartUploads ListObjectVersions ListObjects ListObjectsV2 ListParts`;
const EXFILTRATION = `CopyObject GetObject GetObjectTorrent RestoreObject SelectObjectContent UploadPartCopy`;
const IMPACT = `AbortMultipartUpload CompleteMultipartUpload CreateMultipartUpload DeleteObject DeleteObjectTagging
  DeleteObjects PostObject PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging RenameObject
  UpdateObjectEncryption UploadPart WriteGetObjectResponse`;

/** Calls on a whole bucket that decide about its content: who has access to it, and whether it stays. */
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

/**
 * A condition for `where`: a call of S3, also on Outposts, in directory buckets, or through functions that change what
 * is read.
 */
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
 * Whether a call shows more than that somebody knows a bucket's name: strangers try names all the time. A refused call
 * shows something only with the organization's own credentials: that they are in strange hands.
 */
export function isTelling(record: CloudTrailRecord, { organization }: Pick<Look, 'organization'>): boolean {
  if (record.errorCode === undefined) return true;
  const caller = accountOf(record.userIdentity);
  return caller !== undefined && (caller === record.accountId || organization.member(caller));
}

/** A tally of all calls except those of anonymous strangers who only read what a bucket shows to everyone. */
export function graveCalls(t: TallyBuilder<CloudTrailRecord>) {
  return t.count((record) => !isAnonymous(record) || CHANGES.has(record.eventName));
}

const CHANGES: ReadonlySet<string> = new Set(S3_CALLS.impact);

/** The severity of calls on a bucket: no credentials are at risk where anybody may read. */
export function severityOfCalls(label: SeverityLabel): VaryingSeverity<{ readonly grave: number }> {
  return {
    when: {
      [label]: 'the caller used credentials, or changed something',
      Low: 'anonymous callers read what the bucket shows to everyone',
    },
    of: ({ tallies }) => (tallies.grave > 0 ? label : 'Low'),
  };
}
