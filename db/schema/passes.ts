import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The last complete pass over each organization. */
export const passes = pgTable('passes', {
  organizationId: text('organization_id').primaryKey(),
  startedAt: instant('started_at').notNull(),
  endedAt: instant('ended_at').notNull(),
});
