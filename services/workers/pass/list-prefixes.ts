import { z } from 'zod';
import {
  anyListingMarker,
  listingMarker,
  putListing,
  recentListingMarkers,
  type ListingNotice,
} from '#db/queries/listings.ts';
import type { Aws } from '#services/aws/aws.ts';
import { AwsError, refusalOf } from '#services/aws/aws-error.ts';
import { listObjects, type ListedObject } from '#services/aws/s3.ts';
import type { BucketReader } from '#services/aws/s3-object-store.ts';
import { nameOf, type LogObject } from '#services/model/log-object.ts';
import type { Refusal } from '#services/model/probe.ts';
import { days } from '#services/model/time.ts';
import {
  advance,
  begin,
  isOfPlace,
  latest,
  listedBelow,
  logObjectOf,
  resume,
  type ListingSettings,
} from '#services/organization/listing.ts';
import { keptAs, type LogPrefix, type Plan } from '#services/organization/plan.ts';
import { isSource } from '#services/sources/source-named.ts';
import type { World } from '../../world.ts';
import { inParallel } from '../kits/in-parallel.ts';

/** Enters objects into the ledger and has them read. Known objects are skipped. */
export type Receive = (objects: readonly LogObject[]) => Promise<unknown>;

/** How many listings run at a time. S3 itself allows thousands a second and prefix. */
const LISTINGS_AT_ONCE = 16;

const PLACE_LISTED = z.object({
  keyTime: z.number(),
  modified: z.number(),
  /** Older markers lack it. */
  listedAt: z.number().default(0),
});

/** What is stored about a prefix between listings. */
const MARKER = PLACE_LISTED.extend({
  /** Where the last deep listing ended; absent before the first one. */
  deep: PLACE_LISTED.optional(),
  /** The reader that listed it: the objects must be fetched as the same reader. */
  as: z.string(),
  /** When something was last known to deliver there, ms since the epoch. */
  liveAt: z.number(),
  place: z.object({
    source: z.string(),
    accountId: z.string(),
    region: z.string(),
    bucket: z.string(),
    prefix: z.string(),
    hive: z.boolean(),
    stream: z.string().optional(),
    except: z.string().optional(),
    owner: z.string().optional(),
    digests: z.object({ prefix: z.string(), trails: z.array(z.string()).readonly() }).optional(),
  }),
  /** Since when digests are known to be written there, ms since the epoch. */
  digestsSince: z.number().optional(),
});
type Marker = z.infer<typeof MARKER>;

/**
 * Lists new objects below the prefixes of a plan and passes them on, a page at a time. A page's objects are received
 * before the marker is stored, so a process that dies in between lists them again.
 *
 * @returns why a bucket could not be listed, by its name, and how many requests were made
 */
export async function listPrefixes(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  plan: Plan,
  receive: Receive,
  settings: ListingSettings,
): Promise<{ readonly refused: ReadonlyMap<string, Refusal>; readonly requests: number }> {
  const refused = new Map<string, Refusal>();
  const passed = { requests: 0 };
  const listing = counting(passed);
  const buckets = [...Map.groupBy(plan.prefixes, ({ bucket }) => bucket)];
  const readers = new Map<string, string>();
  await inParallel(buckets, LISTINGS_AT_ONCE, async ([bucket, [prefix]]) => {
    const reader = prefix && (await chooseReader(aws, prefix, plan.readers.get(bucket) ?? [], listing));
    if (typeof reader === 'string') readers.set(bucket, reader);
    else if (reader !== undefined) refused.set(bucket, reader);
  });
  await inParallel(plan.prefixes, LISTINGS_AT_ONCE, async (prefix) => {
    const as = readers.get(prefix.bucket);
    if (as === undefined) return;
    try {
      await listPrefix(listing, world, aws, prefix, as, receive, settings);
    } catch (error) {
      // A refusal of AWS concerns only this bucket; any other error, such as a lost database, ends the pass.
      if (!(error instanceof AwsError)) throw error;
      refused.set(prefix.bucket, bucketRefusal(prefix.bucket, [as], error));
    }
  });
  return { refused, requests: passed.requests };
}

/** Lists objects and counts the pages: each is a request, and S3 charges for them. */
function counting(passed: { requests: number }): typeof listObjects {
  return async function* listing(config, place) {
    for await (const page of listObjects(config, place)) {
      passed.requests++;
      yield page;
    }
  };
}

/** The reader that was able to list a bucket, according to the stored markers. */
export async function rememberedReader(
  { database }: Pick<World, 'database'>,
  bucket: string,
): Promise<BucketReader | undefined> {
  const text = await anyListingMarker(database.db, bucket);
  if (text === undefined) return undefined;
  const { as, place } = parseMarker(text);
  return { as, owner: place.owner };
}

/**
 * Deliveries continue for some time after their trail or flow log is deleted; two days outlast every delay that AWS documents.
 */
const REMEMBERED_MS = days(2);

/**
 * The prefixes that received deliveries within the two days before the last pass, and the readers that listed them.
 * Prefixes of sources that no longer exist are left out.
 */
export async function rememberedPrefixes({ database }: Pick<World, 'database'>): Promise<readonly RememberedPrefix[]> {
  const markers = (await recentListingMarkers(database.db, REMEMBERED_MS)).map(parseMarker);
  const newest = Math.max(...markers.map(({ liveAt }) => liveAt));
  return markers
    .filter(({ liveAt }) => liveAt >= newest - REMEMBERED_MS)
    .filter(({ place }) => isSource(place.source))
    .map(({ place, as, digestsSince }) => ({ place: { ...place, owner: place.owner, live: false }, as, digestsSince }));
}

/** A place, the reader that listed it last, and since when digests are written there. */
export interface RememberedPrefix {
  readonly place: LogPrefix;
  readonly as: string;
  readonly digestsSince: number | undefined;
}

/** The first candidate that may list the bucket, or why none may. */
export async function chooseReader(
  aws: Aws,
  place: LogPrefix,
  candidates: readonly string[],
  listing = listObjects,
): Promise<string | Refusal> {
  const { bucket, owner } = place;
  const prefix = listedBelow(place);
  let refusal: Refusal | undefined;
  for (const as of candidates)
    try {
      await listing(await aws.client(as), { bucket, prefix, owner, startAfter: '', pageSize: 1 }).next();
      return as;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      refusal = bucketRefusal(bucket, candidates, error);
      if (error.kind !== 'access-denied') return refusal;
    }
  return refusal ?? { reason: 'bucket-denied', detail: `No known role may list ${bucket}.` };
}

function bucketRefusal(bucket: string, tried: readonly string[], error: AwsError): Refusal {
  if (error.kind === 'missing')
    return { reason: 'bucket-missing', detail: `${bucket} does not exist, although logs should be delivered there.` };
  if (error.kind !== 'access-denied') return refusalOf(error);
  return {
    reason: 'bucket-denied',
    detail: `Neither of ${tried.join(', ')} may list ${bucket}: grant one of them s3:ListBucket and s3:GetObject there.`,
  };
}

async function listPrefix(
  listing: typeof listObjects,
  { database, now }: Pick<World, 'now' | 'database'>,
  aws: Aws,
  place: LogPrefix,
  as: string,
  receive: Receive,
  settings: ListingSettings,
): Promise<void> {
  const { bucket, owner } = place;
  const listedAt = now();
  const kept = { ...place, prefix: keptAs(place) };
  const text = await listingMarker(database.db, bucket, kept.prefix);
  const before = text === undefined ? undefined : parseMarker(text);
  const known = before && { shallow: before, deep: before.deep ?? before };
  const { deep, startAfter, modifiedFrom } = resume(place, known, settings, listedAt.getTime());

  let state = begin(known, { deep, firstTime: settings.firstTime }, listedAt.getTime());
  let tooLate: ListedObject | undefined;
  for await (const page of listing(await aws.client(as), { bucket, prefix: listedBelow(place), startAfter, owner })) {
    const fresh = page.filter(({ key, modifiedAt }) => modifiedAt.getTime() >= modifiedFrom && isOfPlace(place, key));
    if (fresh.length > 0) await receive(fresh.map((object) => logObjectOf(place, object)));
    state = advance(state, deep, fresh);
    tooLate = latest(fresh, settings.lateMs) ?? tooLate;
  }
  const { live, ...rest } = place;
  // A place that is already stopped at first sight may have been stopped just now.
  const liveAt = (live ? undefined : before?.liveAt) ?? listedAt.getTime();
  const digestsSince = place.digests && (before?.digestsSince ?? listedAt.getTime());
  const marker: Marker = {
    ...state.shallow,
    deep: state.deep,
    as,
    liveAt,
    place: rest,
    ...(digestsSince && { digestsSince }),
  };
  const late = tooLate && lateNotice(bucket, tooLate, settings.lateMs);
  await putListing(database.db, { place: kept, marker: JSON.stringify(marker), listedAt, late });
}

/**
 * A notice that an object came too late. It ends `lateMs` after the object was stored: if logs still arrive too late,
 * there is another notice by then.
 */
function lateNotice(bucket: string, { key, modifiedAt }: ListedObject, lateMs: number): ListingNotice {
  const name = nameOf({ bucket, key });
  return {
    detail: `Logs arrive more than ${lateMs / days(1)} days late (${name}); any that arrive even later are not seen. Raise VEDETTE_LATE_DAYS.`,
    until: new Date(modifiedAt.getTime() + lateMs),
  };
}

function parseMarker(text: string): Marker {
  return MARKER.parse(JSON.parse(text));
}
