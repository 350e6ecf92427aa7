/** What a call does to the objects of a bucket. */
export type ObjectTactic = 'Discovery' | 'Exfiltration' | 'Delete' | 'Permission' | 'Write';

/**
 * Calls on objects, which are data events, and calls on buckets that decide who has access to the objects or whether
 * they stay ("Amazon S3 CloudTrail events", Amazon S3 User Guide). ListObjectsV2 is logged as ListObjects; both count.
 */
const CALLS: readonly (readonly [tactic: ObjectTactic, names: string])[] = [
  [
    'Discovery',
    `GetObjectAcl GetObjectAttributes GetObjectTagging HeadBucket HeadObject ListMultipartUploads ListObjectVersions
     ListObjects ListObjectsV2`,
  ],
  ['Exfiltration', 'CopyObject GetObject GetObjectTorrent RestoreObject SelectObjectContent UploadPartCopy'],
  ['Delete', 'DeleteBucket DeleteObject DeleteObjects'],
  [
    'Permission',
    `DeleteBucketPolicy DeleteBucketPublicAccessBlock PutAccessPointPolicy PutBucketAcl PutBucketOwnershipControls
     PutBucketPolicy PutBucketPublicAccessBlock PutObjectAcl`,
  ],
  ['Write', 'CompleteMultipartUpload CreateMultipartUpload PostObject PutObject RenameObject'],
];

const TACTICS: ReadonlyMap<string, ObjectTactic> = new Map(
  CALLS.flatMap(([tactic, names]) => names.split(/\s+/).map((name) => [name, tactic] as const)),
);

export const OBJECT_CALLS: readonly string[] = [...TACTICS.keys()];

export function tacticOf(operation: string): ObjectTactic | undefined {
  return TACTICS.get(operation);
}
