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

/** The marker of any prefix of a bucket; undefined when none was ever listed. */
export async function anyListingMarker(db: Db, bucket: string): Promise<string | undefined> {
  const [row] = await db.select({ marker: listings.marker }).from(listings).where(eq(listings.bucket, bucket)).limit(1);
  return row?.marker;
}

/** The markers of the prefixes that were listed within this time before the latest listing of any. */
export async function recentListingMarkers(db: Db, withinMs: number): Promise<readonly string[]> {
  const [last] = await db.select({ at: max(listings.listedAt) }).from(listings);
  if (!last?.at) return [];
  const since = new Date(last.at.getTime() - withinMs);
  const rows = await db.select({ marker: listings.marker }).from(listings).where(gte(listings.listedAt, since));
  return rows.map(({ marker }) => marker);
}

/** A sentence about a place, shown for a while. */
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
  /** Undefined keeps the earlier notice. */
  readonly late: ListingNotice | undefined;
}

/** Remembers how far a prefix is listed. Call it only after the listed objects were received. */
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
 * Ends a pass: marks the prefixes that it did not list, and deletes those that no pass has listed for `keepMs`. Not
 * earlier: an account whose role is missing for a month continues where it was.
 */
export async function endPass(db: Db, startedAt: Date, keepMs: number): Promise<void> {
  await db
    .update(listings)
    .set({ missedSince: startedAt })
    .where(and(lt(listings.listedAt, startedAt), isNull(listings.missedSince)));
  await db.delete(listings).where(lt(listings.missedSince, new Date(startedAt.getTime() - keepMs)));
}
