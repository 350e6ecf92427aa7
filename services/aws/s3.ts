import type { Bucket, S3Client } from '@aws-sdk/client-s3';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import { asking, paged } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  { action: 's3:ListBucket', principals: ['administrator', 'member'], why: 'see which log objects are new' },
  {
    action: 's3:GetObject',
    principals: ['administrator', 'member'],
    why: 'read log objects, and nothing else that buckets hold',
    // For any bucket and prefix: AWS puts every log below a folder of this name.
    resource: 'arn:${Partition}:s3:::*/AWSLogs/*',
  },
  { action: 's3:ListAllMyBuckets', principals: ['member'], why: 'know which account owns a log bucket' },
  {
    action: 'kms:Decrypt',
    principals: ['administrator', 'member'],
    why: 'read log objects that are encrypted with a key of AWS KMS',
    // In China names of services end differently.
    condition: { StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn'] } },
  },
];

export interface ListedObject {
  /** Not URL-encoded. */
  readonly key: string;
  /** Without the quotes that S3 puts around it. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Lists keys after this one. */
  readonly startAfter: string;
  /**
   * The account that must own the bucket: somebody who re-creates a deleted log bucket could otherwise feed us logs.
   */
  readonly owner: string | undefined;
  /** A thousand when absent. */
  readonly pageSize?: number;
}

/**
 * Pages of at most a thousand objects, in order of their keys.
 *
 * @throws AwsError `access-denied`, `missing` when there is no such bucket
 */
export async function* listObjects(config: ClientConfig, listing: Listing): AsyncGenerator<readonly ListedObject[]> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const client = await openS3(config);
  let token: string | undefined;
  do {
    const page = await asking(`list s3://${listing.bucket}/${listing.prefix}`, () =>
      client.send(
        new ListObjectsV2Command({
          Bucket: listing.bucket,
          Prefix: listing.prefix,
          StartAfter: listing.startAfter,
          ExpectedBucketOwner: listing.owner,
          ContinuationToken: token,
          MaxKeys: listing.pageSize,
        }),
      ),
    );
    token = page.NextContinuationToken;
    yield (page.Contents ?? []).flatMap(({ Key, ETag, Size, LastModified }) =>
      Key === undefined
        ? []
        : [{ key: Key, etag: unquote(ETag ?? ''), sizeBytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) }],
    );
  } while (token !== undefined);
}

export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** Identifies the content; other content under the same key is not returned. */
  readonly etag: string;
  readonly owner: string | undefined;
}

/**
 * The bytes of an object as they are stored, compressed or not.
 *
 * @param refusedFor called with the size before the bytes are read; returns the reason to refuse the object, if any
 * @throws AwsError `access-denied`, `missing` when it was deleted or replaced
 */
export async function getObject(
  config: ClientConfig,
  version: ObjectVersion,
  refusedFor: (sizeBytes: number) => ObjectRefusal | undefined,
): Promise<Uint8Array | ObjectRefusal> {
  const answer = await getWithMetadata(config, version, refusedFor);
  return 'refused' in answer ? answer : answer.bytes;
}

/** The same, with the object's metadata: names without `x-amz-meta-`. */
export async function getWithMetadata(
  config: ClientConfig,
  version: ObjectVersion,
  refusedFor: (sizeBytes: number) => ObjectRefusal | undefined,
): Promise<{ readonly bytes: Uint8Array; readonly metadata: Readonly<Record<string, string>> } | ObjectRefusal> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await openS3(config);
  const name = `s3://${version.bucket}/${version.key}`;
  const {
    Body,
    ContentLength = 0,
    Metadata: metadata = {},
  } = await asking(`read ${name}`, () =>
    client.send(
      new GetObjectCommand({
        Bucket: version.bucket,
        Key: version.key,
        IfMatch: version.etag === '' ? undefined : `"${version.etag}"`,
        ExpectedBucketOwner: version.owner,
      }),
    ),
  );
  if (Body === undefined) return { bytes: new Uint8Array(), metadata };
  const refused = refusedFor(ContentLength);
  if (refused !== undefined) {
    await Body.transformToWebStream().cancel();
    return refused;
  }
  return { bytes: await asking(`read ${name}`, () => Body.transformToByteArray()), metadata };
}

/**
 * An object's metadata, without its bytes.
 *
 * @throws AwsError `access-denied`, `missing`
 */
export async function headObject(
  config: ClientConfig,
  { bucket, key, owner }: Pick<ObjectVersion, 'bucket' | 'key' | 'owner'>,
): Promise<ListedObject> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await openS3(config);
  const { ETag, ContentLength, LastModified } = await asking(`find s3://${bucket}/${key}`, () =>
    client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: owner })),
  );
  return {
    key,
    etag: unquote(ETag ?? ''),
    sizeBytes: ContentLength ?? 0,
    modifiedAt: LastModified ?? new Date(0),
  };
}

/** Names of the buckets that the account owns. */
export async function listBuckets(config: ClientConfig): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of bucketPages(await openS3(config)))
    names.push(...page.flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
  return names;
}

/** The buckets that the account owns, a page at a time. @throws AwsError when they cannot be listed */
export async function* bucketPages(client: S3Client): AsyncGenerator<readonly Bucket[]> {
  const { paginateListBuckets } = await import('@aws-sdk/client-s3');
  for await (const { Buckets = [] } of paged('list the buckets of the account', paginateListBuckets({ client }, {})))
    yield Buckets;
}

/**
 * Clients are cached because making one costs more than a request; the configuration is the same object for the same
 * identity and Region.
 */
const clients = new WeakMap<ClientConfig, S3Client>();

/** The S3 client for a configuration: always the same one. */
export async function openS3(config: ClientConfig): Promise<S3Client> {
  const sdk = await import('@aws-sdk/client-s3');
  const known = clients.get(config);
  if (known !== undefined) return known;
  const { s3Strategy, ...common } = config;
  const client = new sdk.S3Client({
    ...common,
    ...(s3Strategy && { retryStrategy: s3Strategy }),
    // A log bucket may be in another Region than ours, and its name does not tell which.
    followRegionRedirects: true,
    // Emulators answer only on one host name.
    forcePathStyle: config.endpoint !== undefined,
  });
  clients.set(config, client);
  return client;
}

function unquote(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}
