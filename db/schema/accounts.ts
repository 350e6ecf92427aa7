import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The organization's accounts, as last listed. */
export const accounts = pgTable('accounts', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text(),
  /** As AWS Organizations says: ACTIVE, SUSPENDED, PENDING_CLOSURE… */
  status: text().notNull(),
  /** The account that pays and owns the organization. */
  management: boolean().notNull().default(false),
  joinedAt: instant('joined_at'),
  /** The organizational units above it that settings, lists or viewers are for, the nearest first. */
  organizationalUnits: jsonb('organizational_units').$type<readonly string[]>().notNull().default([]),
  /** When it was last in the list; an account that left is kept for its findings. */
  listedAt: instant('listed_at').notNull(),
});
