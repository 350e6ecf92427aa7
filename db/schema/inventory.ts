import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Fact } from '#services/model/inventory.ts';
import { instant } from './columns.ts';

/** What is known of resources: facts, each under one id that a finding's resource may have. */
export const inventory = pgTable(
  'inventory',
  {
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    member: text().$type<Fact['member']>().notNull(),
    alias: text().notNull(),
    since: instant('since').notNull(),
    details: jsonb().$type<Fact['details']>().notNull(),
    taughtBy: text('taught_by', { enum: ['record', 'call'] }).notNull(),
    /** The version of the account's inventory that brought it. */
    version: integer().notNull(),
    /** When it was last learned, to the day: what is not learned again is dropped after the retention. */
    learnedAt: instant('learned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.region, t.member, t.alias, t.since] }),
    index('inventory_learned').on(t.learnedAt),
  ],
);

/** How often what is known of an account's resources has changed, and when AWS was last asked for it. */
export const inventoryVersions = pgTable('inventory_versions', {
  accountId: text('account_id').primaryKey(),
  version: integer().notNull(),
  readAt: instant('read_at'),
});
