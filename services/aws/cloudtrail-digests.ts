import type { DigestPlace, DigestStore, PublicKeys } from '#services/model/digest.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import { asking, AwsError } from './aws-error.ts';
import { ADMINISTRATOR, type Aws, type ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { getWithMetadata, headObject, listObjects } from './s3.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'cloudtrail:ListPublicKeys',
    principals: ['administrator', 'member'],
    why: 'verify the digests by which CloudTrail proves its log files',
  },
];

/** Reads digests from S3, and the keys that sign them from CloudTrail. */
export function cloudtrailDigests(aws: Aws): DigestStore {
  /** Keys belong to a Region, whichever account asks: thousands of accounts share those of seventeen Regions. */
  const held = new Map<string, Promise<PublicKeys>>();
  return {
    async *list({ bucket, owner, as }, prefix, startAfter) {
      yield* listObjects(await aws.client(as), { bucket, prefix, startAfter, owner });
    },
    read({ bucket, owner, as }, key, bytesMax) {
      return unlessMissing(async () => {
        const answer = await getWithMetadata(
          await aws.client(as),
          { bucket, key, etag: '', owner },
          largerThan(bytesMax),
        );
        // An object too large for a digest is judged like any other object that is no digest.
        return 'refused' in answer ? { bytes: new Uint8Array(), metadata: {} } : answer;
      });
    },
    find({ bucket, owner, as }, key) {
      return unlessMissing(async () => headObject(await aws.client(as), { bucket, key, owner }));
    },
    publicKeys(place, from, to) {
      const name = `${place.region} ${from} ${to}`;
      const known = held.get(name);
      if (known !== undefined) return known;
      if (held.size > HELD_MAX) held.clear();
      const asked = publicKeys(aws, place, from, to);
      held.set(name, asked);
      // Do not cache a refusal, nor an answer without a key: CloudTrail may have one later.
      asked.then(({ size }) => size === 0 && held.delete(name)).catch(() => held.delete(name));
      return asked;
    },
  };
}

/** The most cached answers: Regions times days. */
const HELD_MAX = 1000;

function largerThan(bytesMax: number) {
  return (sizeBytes: number): ObjectRefusal | undefined =>
    sizeBytes > bytesMax ? { refused: 'over-bound', message: 'It is larger than it should be.' } : undefined;
}

async function unlessMissing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'missing') return undefined;
    throw error;
  }
}

/** Asks as the account, which has the Region enabled; as the administrator where the account refuses us. */
async function publicKeys(aws: Aws, place: DigestPlace, from: number, to: number): Promise<PublicKeys> {
  try {
    return await keysIn(await aws.client(place.accountId, place.region), from, to);
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'access-denied') throw error;
    return keysIn(await aws.client(ADMINISTRATOR, place.region), from, to);
  }
}

async function keysIn(config: ClientConfig, from: number, to: number): Promise<PublicKeys> {
  const { CloudTrailClient, paginateListPublicKeys } = await import('@aws-sdk/client-cloudtrail');
  const client = sharedClient(CloudTrailClient, config);
  const asked = { StartTime: new Date(from), EndTime: new Date(to) };
  return asking(`list the keys that CloudTrail signs with in ${config.region}`, async () => {
    const keys = new Map<string, Uint8Array>();
    for await (const { PublicKeyList = [] } of paginateListPublicKeys({ client }, asked))
      for (const { Fingerprint, Value } of PublicKeyList)
        if (Fingerprint !== undefined && Value !== undefined) keys.set(Fingerprint, Value);
    return keys;
  });
}
