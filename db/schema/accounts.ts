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
  /**
   * The organizational units above it, the nearest first. Without permission to list the tree: only units that
   * settings, lists, rules or viewers name.
   */
  organizationalUnits: jsonb('organizational_units').$type<readonly string[]>().notNull().default([]),
  /** When it was last listed; an account that left is kept for its findings. */
  listedAt: instant('listed_at').notNull(),
});

/** The organization's units, as last listed. */
export const organizationalUnits = pgTable('organizational_units', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** The parent unit; null: directly below the root. */
  parentId: text('parent_id'),
});

/** State of listing the tree. One row, or none before the first listing. */
export const unitListings = pgTable('unit_listings', {
  organizationId: text('organization_id').primaryKey(),
  /** When the whole tree was last listed; null: never. */
  listedAt: instant('listed_at'),
  /** Why the last listing failed, and what to do; null when it succeeded. */
  refusal: text(),
});
