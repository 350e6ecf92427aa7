import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What was read of each account, Region and source, by the hour in the objects' keys (without one, the hour of
 * receipt). Summed in the transaction that settles the objects, so that each object counts once.
 */
export const readHours = pgTable(
  'read_hours',
  {
    accountId: text('account_id').notNull(),
    region: text(),
    source: text().notNull(),
    hour: instant('hour').notNull(),
    /** Settled objects, whatever their outcome. */
    objects: integer().notNull(),
    /** Those that failed. */
    failed: integer().notNull(),
    /** Those received more than an hour after the time in their key. */
    late: integer().notNull(),
    /** Those that a digest proved to be as they were delivered. */
    proved: integer().notNull().default(0),
    records: bigint({ mode: 'number' }).notNull(),
    unreadable: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    unique('read_hours_of').on(t.accountId, t.source, t.region, t.hour).nullsNotDistinct(),
    index('read_hours_hour').on(t.hour),
  ],
);
