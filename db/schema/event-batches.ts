import { bytea, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * The contents of event batches, until they are read, or as long as their rows in the ledger, which have the same keys.
 */
export const eventBatches = pgTable('event_batches', {
  key: text().primaryKey(),
  content: bytea().notNull(),
  receivedAt: instant('received_at').notNull(),
});
