import { ADMINISTRATOR, type Aws } from './aws.ts';
import { AwsError } from './aws-error.ts';
import { getObject } from './s3.ts';

/** Where the bytes of log objects are. */
export interface ObjectStore {
  /** @throws AwsError */
  get(bucket: string, key: string): Promise<Uint8Array>;
}

/** Who reads a bucket, and who must own it. */
export interface BucketReader {
  /** `ADMINISTRATOR`, or the account whose member role may. */
  readonly as: string;
  readonly owner: string | undefined;
}

/**
 * Reads log objects from S3 as whoever may.
 *
 * @param readerOf who was found to be able to list the bucket; undefined when nobody has looked yet, and then the
 *   service's own identity is tried
 */
export function s3ObjectStore(
  aws: Aws,
  readerOf: (bucket: string) => BucketReader | undefined | Promise<BucketReader | undefined>,
): ObjectStore {
  return {
    async get(bucket, key) {
      const { as, owner } = (await readerOf(bucket)) ?? { as: ADMINISTRATOR, owner: undefined };
      try {
        return await getObject(await aws.client(as), { bucket, key, owner });
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'aws-denied' || as === ADMINISTRATOR) throw error;
        // Listing and reading are two permissions; the other identity may hold this one.
        return getObject(await aws.client(ADMINISTRATOR), { bucket, key, owner });
      }
    },
  };
}
