import type { ObjectStore } from '#services/model/object-store.ts';
import type { Config } from '../../config.ts';
import { openAwsOf, type AwsConfig } from '../open-aws.ts';
import { UsageError } from '../usage-error.ts';

export type BucketsConfig = AwsConfig & Pick<Config, 'objectTextMb'>;

export interface Buckets extends AsyncDisposable {
  /** `s3://bucket/key`. */
  readonly names: readonly string[];
  readonly store: ObjectStore;
}

/**
 * The objects below `s3://bucket/prefix` addresses, read with the caller's own credentials.
 *
 * @throws AwsError when a bucket cannot be listed
 */
export async function openBuckets(addresses: readonly string[], settings: BucketsConfig): Promise<Buckets> {
  if (addresses.length === 0) return { names: [], store: NOTHING, [Symbol.asyncDispose]: async () => {} };
  const { ADMINISTRATOR } = await import('#services/aws/aws.ts');
  const { listObjects } = await import('#services/aws/s3.ts');
  const { s3ObjectStore } = await import('#services/aws/s3-object-store.ts');
  await using opening = new AsyncDisposableStack();
  const aws = opening.use(await openAwsOf(settings));
  const config = await aws.client(ADMINISTRATOR);
  const names = new Set<string>();
  for (const address of addresses) {
    const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/s.exec(address) ?? [];
    if (bucket === undefined) throw new UsageError(`"${address}" names no bucket.`, 'Write s3://BUCKET/PREFIX.');
    for await (const page of listObjects(config, { bucket, prefix, startAfter: '', owner: undefined }))
      for (const { key } of page) names.add(`s3://${bucket}/${key}`);
  }
  const opened = opening.move();
  return {
    names: [...names],
    store: s3ObjectStore(aws, async () => ({ as: ADMINISTRATOR, owner: undefined }), settings.objectTextMb),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const NOTHING: ObjectStore = { get: async () => ({ refused: 'missing', message: 'No bucket was given.' }) };
