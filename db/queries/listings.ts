import { and, eq, gte, max, sql } from 'drizzle-orm';
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

/** Remembers how far a prefix is listed. To be done after what was listed is received, never before. */
export async function putListingMarker(
  db: Db,
  listing: { readonly bucket: string; readonly prefix: string; readonly marker: string; readonly listedAt: Date },
): Promise<void> {
  await db
    .insert(listings)
    .values(listing)
    .onConflictDoUpdate({
      target: [listings.bucket, listings.prefix],
      set: { marker: sql`excluded.marker`, listedAt: sql`excluded.listed_at` },
    });
}
