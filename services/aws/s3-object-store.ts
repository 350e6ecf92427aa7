import type { LogObject } from '#services/model/log-object.ts';
import { TEXT_MB_MAX, tooLarge } from '#services/model/object-bound.ts';
import type { ObjectRefusal, ObjectStore } from '#services/model/object-store.ts';
import { ADMINISTRATOR, type Aws } from './aws.ts';
import { AwsError } from './aws-error.ts';
import { getObject } from './s3.ts';

/** The identity that reads a bucket, and the account that must own it. */
export interface BucketReader {
  /** `ADMINISTRATOR`, or the account whose member role may. */
  readonly as: string;
  readonly owner: string | undefined;
}

/**
 * Reads log objects from S3, as an identity that may.
 *
 * @param readerOf the identity that was found able to list the bucket; undefined before anybody looked
 */
export function s3ObjectStore(
  aws: Aws,
  readerOf: (bucket: string) => Promise<BucketReader | undefined>,
  textMb = TEXT_MB_MAX,
): ObjectStore {
  return {
    async get(object) {
      const reader = await readerOf(object.bucket);
      // Listing and reading are two permissions, so the identity that may list is tried first, but not alone.
      const candidates = new Set([reader?.as ?? ADMINISTRATOR, ADMINISTRATOR, reader?.owner ?? object.accountId]);
      let refusal: ObjectRefusal | undefined;
      for (const as of candidates) {
        if (as === undefined) continue;
        const answer = await tryToGet(aws, as, object, reader?.owner, textMb);
        if (answer instanceof Uint8Array || answer.refused !== 'access-denied') return answer;
        refusal ??= answer;
      }
      return refusal ?? { refused: 'access-denied', message: `No known role may read ${object.bucket}.` };
    },
  };
}

async function tryToGet(
  aws: Aws,
  as: string,
  { bucket, key, etag }: LogObject,
  owner: string | undefined,
  textMb: number,
): Promise<Uint8Array | ObjectRefusal> {
  try {
    const refusedFor = (sizeBytes: number) => tooLarge(sizeBytes, textMb);
    return await getObject(await aws.client(as), { bucket, key, etag, owner }, refusedFor);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { kind, message } = error;
    if (kind === 'access-denied') return { refused: kind, message };
    if (kind === 'missing')
      return { refused: kind, message: `${message} It was deleted or replaced after it was listed.` };
    throw error;
  }
}
