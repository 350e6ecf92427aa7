import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each prefix of each log bucket has been listed. */
export const listings = pgTable(
  'listings',
  {
    bucket: text().notNull(),
    prefix: text().notNull(),
    /** The account whose logs these are; null in rows from before it was stored. */
    accountId: text('account_id'),
    region: text(),
    source: text(),
    /** Where the next listing continues. */
    marker: text().notNull(),
    /** Start of the last listing that completed. */
    listedAt: instant('listed_at').notNull(),
    /** Since when passes end without listing it: no account has it any more, or access is refused. */
    missedSince: instant('missed_since'),
    /** A sentence about objects that came too late to be relied on, and until when it is shown. */
    late: text(),
    lateUntil: instant('late_until'),
  },
  (t) => [
    primaryKey({ columns: [t.bucket, t.prefix] }),
    index('listings_late')
      .on(t.accountId, t.source, t.region)
      .where(sql`${t.late} is not null`),
  ],
);
