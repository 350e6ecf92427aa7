import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What was read of each account, Region and source by the hour that objects' keys name (or, where they name none, in which
 * they were received). Summed up in the transaction that settles the objects, so that no hour counts one twice.
 */
export const readHours = pgTable(
  'read_hours',
  {
    accountId: text('account_id').notNull(),
    region: text(),
    source: text().notNull(),
    hour: instant('hour').notNull(),
    /** Settled, whatever came of them. */
    objects: integer().notNull(),
    /** Of these: given up. */
    failed: integer().notNull(),
    /** Of these: received more than an hour after the time in their key. */
    late: integer().notNull(),
    /** Of these: proved by a digest to be as they were delivered. */
    proved: integer().notNull().default(0),
    records: bigint({ mode: 'number' }).notNull(),
    unreadable: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    unique('read_hours_of').on(t.accountId, t.source, t.region, t.hour).nullsNotDistinct(),
    index('read_hours_hour').on(t.hour),
  ],
);
