import { z } from 'zod';
import { line } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { asffTags, Tags } from './kits/tags.ts';

const S3Bucket = z
  .object({
    arn: z.string().optional(),
    name: z.string(),
    type: z.enum(['Source', 'Destination']).optional().describe('Whether objects were read from it or written to it.'),
    createdAt: z.number().optional().describe('Seconds since the epoch.'),
    defaultServerSideEncryption: z
      .object({
        encryptionType: z.string().optional().describe('The encryption algorithm.'),
        kmsMasterKeyArn: z.string().optional().describe('The ARN of the KMS key.'),
      })
      .meta({ title: 'BucketEncryption', description: 'The default encryption of a bucket.' })
      .optional()
      .describe('Its default encryption.'),
    publicAccess: z.record(z.string(), z.unknown()).optional().describe('Whether strangers have access.'),
    tags: Tags,
  })
  .describe('A bucket.');

export type S3BucketDetails = Described<typeof S3Bucket>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly s3BucketDetails: readonly S3BucketDetails[];
  }
  interface ResourceTypes {
    readonly S3Bucket: 's3BucketDetails';
  }
}

export default defineResourceKind({
  member: 's3BucketDetails',
  type: 'S3Bucket',
  guardduty: true,
  schema: z.array(S3Bucket),
  id: ({ name }) => name,
  words: ({ name }) => `bucket ${name}`,
  asff: ({ name, arn, tags }, { partition }) => ({
    Type: 'AwsS3Bucket',
    Id: arn ?? `arn:${partition}:s3:::${name}`,
    ...asffTags(tags),
    Details: { AwsS3Bucket: { Name: line(name, 256) } },
  }),
  ocsf: ({ name }) => ({ name }),
});
