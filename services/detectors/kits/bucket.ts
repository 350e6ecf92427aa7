import { awsPartition } from '#services/model/aws-partition.ts';
import type { Subject } from '#services/model/subject.ts';
import type { S3BucketDetails } from '#services/resources/s3-bucket.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { accessKeyDetailsOf } from './access-key.ts';
import { decoded } from './decoded.ts';

/**
 * The access key that changed a bucket, identified by the bucket's name: the bucket has to be put right. So two buckets
 * make two findings, and a bucket changed with two keys makes one.
 */
export function aboutBucketChange(record: CloudTrailRecord): Subject | undefined {
  return subject(record, 'AccessKey');
}

/**
 * The bucket whose objects were asked for, with the caller's access key. For a copy it is the source; the destination
 * is listed beside it.
 */
export function aboutBucket(record: CloudTrailRecord): Subject | undefined {
  return subject(record, 'S3Bucket', copySourceOf(record)?.bucket);
}

/** The bucket that objects were written to, with the caller's access key. */
export function aboutWritten(record: CloudTrailRecord): Subject | undefined {
  return subject(record, 'S3Bucket');
}

function subject(
  record: CloudTrailRecord,
  resourceType: 'AccessKey' | 'S3Bucket',
  source?: string,
): Subject | undefined {
  const destination = bucketNameOf(record);
  const id = source ?? destination;
  if (id === undefined) return undefined;
  const details = (name: string | undefined, type: S3BucketDetails['type']): readonly S3BucketDetails[] =>
    name === undefined ? [] : [{ name, arn: bucketArn(name, record), type }];
  const s3BucketDetails =
    source === destination
      ? details(destination, 'Destination')
      : [...details(source, 'Source'), ...details(destination, 'Destination')];
  const accessKeyDetails = accessKeyDetailsOf(record);
  return { resource: { id, resourceType, accessKeyDetails, s3BucketDetails }, role: 'TARGET' };
}

/** An object of a bucket. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/**
 * The source of a copy: `bucket/key` in a header, URL-encoded or not, with or without a slash before it and a version
 * behind it ("CopyObject", Amazon S3 API Reference). A source behind an access point names no bucket: undefined.
 */
export function copySourceOf(record: CloudTrailRecord): ObjectPlace | undefined {
  const { eventName } = record;
  if (eventName !== 'CopyObject' && eventName !== 'UploadPartCopy') return undefined;
  const [header] = [record.requestParameters?.['x-amz-copy-source']].flat();
  if (typeof header !== 'string' || header.startsWith('arn:')) return undefined;
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(header.replace(/\?versionId=[^?]*$/, ''))) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/**
 * The bucket that an S3 call is about; undefined where its name was left out or masked. A call through an access point
 * names the access point instead, by ARN or alias: then the record's resources name the bucket. A call that changes an
 * access point names only that.
 */
export function bucketNameOf(record: CloudTrailRecord): string | undefined {
  const { bucketName, eventName, requestParameters, resources } = record;
  const buckets = resources.flatMap(({ type, ARN }) => (type === 'AWS::S3::Bucket' && ARN ? [ARN] : []));
  const [behind] = buckets;
  if (behind !== undefined && buckets.length === 1) return behind.slice(behind.lastIndexOf(':') + 1);
  if (bucketName !== undefined) return bucketName === '' ? undefined : bucketName;
  const accessPoint = eventName.includes('AccessPoint') ? requestParameters?.['name'] : undefined;
  return typeof accessPoint === 'string' && accessPoint !== '' ? `${ACCESS_POINT}${accessPoint}` : undefined;
}

const ACCESS_POINT = 'accesspoint/';

/** Where a call on a bucket was logged. */
export type BucketPlace = Pick<CloudTrailRecord, 'region' | 'accountId'>;

/** @param name of the bucket, or the ARN of an access point */
export function bucketArn(name: string, { region, accountId }: BucketPlace): string {
  if (name.startsWith('arn:')) return name;
  const partition = awsPartition(region);
  return name.startsWith(ACCESS_POINT)
    ? `arn:${partition}:s3:${region}:${accountId}:${name}`
    : `arn:${partition}:s3:::${name}`;
}
