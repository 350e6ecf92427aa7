import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each prefix of each log bucket has been listed. */
export const listings = pgTable(
  'listings',
  {
    bucket: text().notNull(),
    prefix: text().notNull(),
    /** Whose logs these are; null in what was written before it was kept. */
    accountId: text('account_id'),
    region: text(),
    source: text(),
    /** What the next listing needs to know. */
    marker: text().notNull(),
    /** When the last listing began that came to its end. */
    listedAt: instant('listed_at').notNull(),
    /** Since when passes end without having listed it: nobody shows it any more, or it is refused. */
    missedSince: instant('missed_since'),
    /** One sentence about objects that came too late to be relied on, and until when it is said. */
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
