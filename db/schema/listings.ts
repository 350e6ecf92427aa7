import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** How far each prefix of each log bucket has been listed. */
export const listings = pgTable(
  'listings',
  {
    bucket: text().notNull(),
    prefix: text().notNull(),
    /** The last key seen: the next listing starts after it. */
    marker: text().notNull(),
    listedAt: instant('listed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.prefix] })],
);
