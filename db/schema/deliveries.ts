import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { DELIVERY_STATES } from '#services/model/delivery.ts';
import { instant } from './columns.ts';
import { findings } from './findings.ts';

/** The outbox: one row for a finding and a sink, about the newest version of the finding. */
export const deliveries = pgTable(
  'deliveries',
  {
    sink: text().notNull(),
    findingId: text('finding_id')
      .notNull()
      .references(() => findings.id, { onDelete: 'cascade' }),
    /** What a batch may combine, as the sink defines it: account and Region. */
    partition: text().notNull(),
    /** `updatedAt` of the finding. */
    version: instant('version').notNull(),
    state: text({ enum: DELIVERY_STATES }).notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    /** Claimed by a sender until this time; the claim of a sender that dies expires. */
    claimedUntil: instant('claimed_until'),
    /** When a version of it was last accepted. */
    deliveredAt: instant('delivered_at'),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ columns: [t.sink, t.findingId] }),
    index('deliveries_due')
      .on(t.sink, t.partition, t.nextAttemptAt)
      .where(sql`${t.state} = 'pending'`),
    index('deliveries_failed')
      .on(t.sink, t.findingId)
      .where(sql`${t.state} = 'failed'`),
    index('deliveries_of_finding').on(t.findingId),
  ],
);
