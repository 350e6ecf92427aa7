import { bytea, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * The state of one detector for one window of one partition, as one compressed value: a busy flow-log partition has a
 * hundred thousand live subjects, too many for a row each.
 */
export const tallies = pgTable(
  'tallies',
  {
    partition: text().notNull(),
    type: text().notNull(),
    windowStart: instant('window_start').notNull(),
    windowEnd: instant('window_end').notNull(),
    /**
     * Id of the turn that wrote it. Never reused, so a worker that cached the value knows whether it is still the
     * stored one.
     */
    version: text().notNull(),
    value: bytea().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.partition, t.type, t.windowStart] }),
    index('tallies_closing').on(t.partition, t.windowEnd),
  ],
);
