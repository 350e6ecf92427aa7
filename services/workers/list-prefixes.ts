import { z } from 'zod';
import { anyListingMarker, listingMarker, recentListingMarkers, putListingMarker } from '#db/queries/listings.ts';
import type { Aws } from '#services/aws/aws.ts';
import { AwsError, refusalOf } from '#services/aws/aws-error.ts';
import { listObjects } from '#services/aws/s3.ts';
import type { BucketReader } from '#services/aws/s3-object-store.ts';
import { SOURCE_NAMES, type LogObject } from '#services/model/log-object.ts';
import type { Refusal } from '#services/model/probe.ts';
import { days } from '#services/model/time.ts';
import { advance, resume, type ListingMarker } from '#services/organization/listing.ts';
import type { LogPrefix, Plan } from '#services/organization/plan.ts';
import type { World } from '../world.ts';
import { inParallel } from './in-parallel.ts';

/** Puts objects into the ledger and has them read. Those that are known already it passes over. */
export type Receive = (objects: readonly LogObject[]) => Promise<unknown>;

/** Listings at a time. S3 itself allows thousands a second and prefix. */
const LISTINGS_AT_ONCE = 16;

/** What is remembered of a prefix between listings. */
const MARKER = z.object({
  keyTime: z.number(),
  modified: z.number(),
  /** Who listed it: who is to read the objects needs to know too. */
  as: z.string(),
  /** When something was last known to deliver there, ms since the epoch. */
  liveAt: z.number(),
  place: z.object({
    source: z.enum(SOURCE_NAMES),
    accountId: z.string(),
    region: z.string(),
    bucket: z.string(),
    prefix: z.string(),
    hive: z.boolean(),
    owner: z.string().optional(),
  }),
});
type Marker = z.infer<typeof MARKER>;

/**
 * Lists what is new below the prefixes of a plan and hands it over, a page at a time. A page's objects are received
 * before the place is remembered, so that whoever dies between the two lists them again.
 *
 * @param firstTime how far back to read what was never listed, ms since the epoch
 * @returns why a bucket could not be listed, by its name
 */
export async function listPrefixes(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  plan: Plan,
  receive: Receive,
  firstTime: number,
): Promise<ReadonlyMap<string, Refusal>> {
  const refused = new Map<string, Refusal>();
  const buckets = [...Map.groupBy(plan.prefixes, ({ bucket }) => bucket)];
  const readers = new Map<string, string>();
  await inParallel(buckets, LISTINGS_AT_ONCE, async ([bucket, [prefix]]) => {
    const reader = prefix && (await chooseReader(aws, prefix, plan.readers.get(bucket) ?? []));
    if (typeof reader === 'string') readers.set(bucket, reader);
    else if (reader !== undefined) refused.set(bucket, reader);
  });
  await inParallel(plan.prefixes, LISTINGS_AT_ONCE, async (prefix) => {
    const as = readers.get(prefix.bucket);
    if (as === undefined) return;
    try {
      await listPrefix(world, aws, prefix, as, receive, firstTime);
    } catch (error) {
      // What AWS refuses concerns this bucket; anything else, such as a lost database, ends the pass.
      if (!(error instanceof AwsError)) throw error;
      refused.set(prefix.bucket, bucketRefusal(prefix.bucket, [as], error));
    }
  });
  return refused;
}

/** Who was found to be able to list a bucket, by the listings that are remembered of it. */
export async function rememberedReader(
  { database }: Pick<World, 'database'>,
  bucket: string,
): Promise<BucketReader | undefined> {
  const text = await anyListingMarker(database.db, bucket);
  if (text === undefined) return undefined;
  const { as, place } = parseMarker(text);
  return { as, owner: place.owner };
}

/** Deliveries end some time after what made them; two days outlast every delay that AWS tells of. */
const REMEMBERED_MS = days(2);

/** The prefixes something was known to deliver to within the two days before the last pass, and who listed them. */
export async function rememberedPrefixes({
  database,
}: Pick<World, 'database'>): Promise<readonly { readonly place: LogPrefix; readonly as: string }[]> {
  const markers = (await recentListingMarkers(database.db, REMEMBERED_MS)).map(parseMarker);
  const newest = Math.max(...markers.map(({ liveAt }) => liveAt));
  return markers
    .filter(({ liveAt }) => liveAt >= newest - REMEMBERED_MS)
    .map(({ place, as }) => ({ place: { ...place, owner: place.owner, live: false }, as }));
}

/** The first of the candidates that may list the bucket, or why none may. */
export async function chooseReader(
  aws: Aws,
  { bucket, prefix, owner }: LogPrefix,
  candidates: readonly string[],
): Promise<string | Refusal> {
  let refusal: Refusal | undefined;
  for (const as of candidates)
    try {
      await listObjects(await aws.client(as), { bucket, prefix, owner, startAfter: '', pageSize: 1 }).next();
      return as;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      refusal = bucketRefusal(bucket, candidates, error);
      if (error.code !== 'aws-denied') return refusal;
    }
  return refusal ?? { reason: 'bucket-denied', detail: `Nobody is known who may list ${bucket}.` };
}

function bucketRefusal(bucket: string, tried: readonly string[], error: AwsError): Refusal {
  if (error.code === 'aws-missing')
    return { reason: 'bucket-missing', detail: `${bucket} does not exist, though logs are to be delivered there.` };
  if (error.code !== 'aws-denied') return refusalOf(error);
  return {
    reason: 'bucket-denied',
    detail: `Neither of ${tried.join(', ')} may list ${bucket}: grant one of them s3:ListBucket and s3:GetObject there.`,
  };
}

async function listPrefix(
  { database, now }: Pick<World, 'now' | 'database'>,
  aws: Aws,
  place: LogPrefix,
  as: string,
  receive: Receive,
  firstTime: number,
): Promise<void> {
  const { bucket, prefix, owner } = place;
  const text = await listingMarker(database.db, bucket, prefix);
  const before = text === undefined ? undefined : parseMarker(text);
  const { startAfter, modifiedFrom } = resume(place, before, firstTime);

  let after: ListingMarker | undefined = before;
  for await (const page of listObjects(await aws.client(as), { bucket, prefix, startAfter, owner })) {
    const fresh = page.filter(({ modifiedAt }) => modifiedAt.getTime() >= modifiedFrom);
    if (fresh.length > 0) await receive(fresh.map((object) => logObjectOf(place, object)));
    after = advance(after, fresh);
  }
  // An empty prefix is remembered too: its trail may be gone before the first object comes.
  after ??= { keyTime: firstTime, modified: firstTime };
  const { live, ...rest } = place;
  const listedAt = now();
  // What is first seen stopped may have been stopped just now.
  const liveAt = (live ? undefined : before?.liveAt) ?? listedAt.getTime();
  const marker: Marker = { ...after, as, liveAt, place: rest };
  await putListingMarker(database.db, { bucket, prefix, marker: JSON.stringify(marker), listedAt });
}

function logObjectOf(
  { source, accountId, region, bucket }: LogPrefix,
  { key, etag, sizeBytes }: { readonly key: string; readonly etag: string; readonly sizeBytes: number },
): LogObject {
  return { bucket, key, etag, sizeBytes, source, accountId, region };
}

function parseMarker(text: string): Marker {
  return MARKER.parse(JSON.parse(text));
}
