import { and, eq, gte, isNull, lt, max } from 'drizzle-orm';
import type { SourceName } from '#services/model/log-object.ts';
import type { Db } from '../client.ts';
import { listings } from '../schema/listings.ts';

/** The last key seen below a prefix; undefined when it was never listed. */
export async function listingMarker(db: Db, bucket: string, prefix: string): Promise<string | undefined> {
  const [row] = await db
    .select({ marker: listings.marker })
    .from(listings)
    .where(and(eq(listings.bucket, bucket), eq(listings.prefix, prefix)));
  return row?.marker;
}

/** What is remembered of some prefix of a bucket; undefined when none was ever listed. */
export async function anyListingMarker(db: Db, bucket: string): Promise<string | undefined> {
  const [row] = await db.select({ marker: listings.marker }).from(listings).where(eq(listings.bucket, bucket)).limit(1);
  return row?.marker;
}

/** What is remembered of the prefixes that were listed within so long before the last listing of any. */
export async function recentListingMarkers(db: Db, withinMs: number): Promise<readonly string[]> {
  const [last] = await db.select({ at: max(listings.listedAt) }).from(listings);
  if (!last?.at) return [];
  const since = new Date(last.at.getTime() - withinMs);
  const rows = await db.select({ marker: listings.marker }).from(listings).where(gte(listings.listedAt, since));
  return rows.map(({ marker }) => marker);
}

/** What is to be said about a place for a while. */
export interface ListingNotice {
  readonly detail: string;
  readonly until: Date;
}

export interface PutListing {
  readonly place: {
    readonly bucket: string;
    readonly prefix: string;
    readonly accountId: string;
    readonly region: string;
    readonly source: SourceName;
  };
  readonly marker: string;
  readonly listedAt: Date;
  /** Undefined leaves what was said before. */
  readonly late: ListingNotice | undefined;
}

/** Remembers how far a prefix is listed. To be done after what was listed is received, never before. */
export async function putListing(db: Db, { place, marker, listedAt, late }: PutListing): Promise<void> {
  const { bucket, prefix, accountId, region, source } = place;
  const said = late && { late: late.detail, lateUntil: late.until };
  const row = { accountId, region, source, marker, listedAt, missedSince: null, ...said };
  await db
    .insert(listings)
    .values({ bucket, prefix, ...row })
    .onConflictDoUpdate({ target: [listings.bucket, listings.prefix], set: row });
}

/**
 * Ends a pass: marks what it did not list, and forgets what no pass has listed for `keepMs`. Not before: an account
 * whose role is away for a month goes on where it was.
 */
export async function endPass(db: Db, startedAt: Date, keepMs: number): Promise<void> {
  await db
    .update(listings)
    .set({ missedSince: startedAt })
    .where(and(lt(listings.listedAt, startedAt), isNull(listings.missedSince)));
  await db.delete(listings).where(lt(listings.missedSince, new Date(startedAt.getTime() - keepMs)));
}
