import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Resources that are gone for good, kept as long as a finding may be about one. */
export const resourceEnds = pgTable(
  'resource_ends',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    /** The member of a finding's resource that holds the id; empty for ids that are never reused. */
    member: text().notNull(),
    id: text().notNull(),
    /** The latest end, where a name was reused and ended again. */
    endedAt: instant('ended_at').notNull(),
    call: text().notNull(),
    /** The principal id of who ended it; empty where nobody knows. */
    endedBy: text('ended_by').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.id, t.region, t.member] })],
);
