import type { Subject } from '#services/model/subject.ts';
import { resourceOf } from '#services/model/resource-kind.ts';
import s3Bucket from '#services/resources/s3-bucket.ts';
import type { DigestRecord } from '#services/sources/cloudtrail-digest/record.ts';
import { bucketArn } from './bucket.ts';

/** The bucket that a trail delivers to. */
export function aboutLogBucket(record: DigestRecord): Subject {
  const { bucket } = record;
  return { resource: resourceOf(s3Bucket, [{ name: bucket, arn: bucketArn(bucket, record) }]), role: 'TARGET' };
}
