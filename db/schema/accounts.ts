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
  /** The organizational units above it, the nearest first; where the tree may not be listed, those that settings, lists, rules or viewers name. */
  organizationalUnits: jsonb('organizational_units').$type<readonly string[]>().notNull().default([]),
  /** When it was last in the list; an account that left is kept for its findings. */
  listedAt: instant('listed_at').notNull(),
});

/** The organization's units, as last listed. */
export const organizationalUnits = pgTable('organizational_units', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** The unit that it is in; null: right below the root. */
  parentId: text('parent_id'),
});

/** How the tree was listed last. One row, or none before the first time. */
export const unitListings = pgTable('unit_listings', {
  organizationId: text('organization_id').primaryKey(),
  /** When the whole tree was last had; null: never. */
  listedAt: instant('listed_at'),
  /** Why it could not be had the last time, and what to do; null when it could. */
  refusal: text(),
});
