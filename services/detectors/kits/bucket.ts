import { awsPartition } from '#services/model/aws-partition.ts';
import type { Subject } from '#services/model/subject.ts';
import type { S3BucketDetails } from '#services/resources/s3-bucket.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { accessKeyDetailsOf } from './access-key.ts';

/**
 * The access key that changed a bucket. The bucket's name identifies it: what has to be put right is the bucket, so two
 * buckets make two findings and a bucket changed with two keys makes one.
 */
export function aboutBucketChange(record: CloudTrailRecord): Subject | undefined {
  return subject(record, 'AccessKey');
}

/** The bucket whose objects were asked for, with the caller's access key. */
export function aboutBucket(record: CloudTrailRecord): Subject | undefined {
  return subject(record, 'S3Bucket');
}

function subject(record: CloudTrailRecord, resourceType: 'AccessKey' | 'S3Bucket'): Subject | undefined {
  const name = bucketNameOf(record);
  if (name === undefined) return undefined;
  const bucket: S3BucketDetails = { name, arn: `arn:${awsPartition(record.region)}:s3:::${name}`, type: 'Destination' };
  const accessKeyDetails = accessKeyDetailsOf(record);
  return { resource: { id: name, resourceType, accessKeyDetails, s3BucketDetails: [bucket] }, role: 'TARGET' };
}

/**
 * The bucket that an S3 call is about; undefined where its name was left out or masked. A call through an access point
 * names that in the place of a bucket, by ARN or alias: then the bucket behind it is among the resources.
 */
function bucketNameOf({ bucketName, resources }: CloudTrailRecord): string | undefined {
  const buckets = resources.flatMap(({ type, ARN }) => (type === 'AWS::S3::Bucket' && ARN ? [ARN] : []));
  const [behind] = buckets;
  if (behind !== undefined && buckets.length === 1) return behind.slice(behind.lastIndexOf(':') + 1);
  return bucketName === '' ? undefined : bucketName;
}
