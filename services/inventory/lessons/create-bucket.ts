import { compact } from '../kits/compact.ts';
import { object, text } from '../kits/reply.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { Lesson } from '../lesson.ts';

const Request = object({ bucketName: text });

/** A bucket: its record tells only when it was created ("CreateBucket" in the Amazon S3 API Reference). */
const createBucket: Lesson = {
  service: 's3.amazonaws.com',
  calls: ['CreateBucket'],
  member: ['bucketName', 'requestParameters'],
  learn({ requestParameters, time, region }) {
    const { bucketName: name } = Request.parse(requestParameters);
    if (name === undefined) return [];
    const arn = `arn:${awsPartition(region)}:s3:::${name}`;
    const details = compact({ name, arn, createdAt: Math.floor(time / 1000) });
    return [{ member: 's3BucketDetails', alias: name, since: time, details }];
  },
};
export default createBucket;
