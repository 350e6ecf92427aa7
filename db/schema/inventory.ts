import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Fact } from '#services/model/inventory.ts';
import { instant } from './columns.ts';

/** Facts about resources, each under one id that the resource of a finding may have. */
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
    /** The version of the account's inventory that added it. */
    version: integer().notNull(),
    /** When it was last learned, to the day: a fact that is not learned again is deleted after the retention. */
    learnedAt: instant('learned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.region, t.member, t.alias, t.since] }),
    index('inventory_learned').on(t.learnedAt),
  ],
);

/** How often the known facts about an account's resources changed, and when AWS was last asked for them. */
export const inventoryVersions = pgTable('inventory_versions', {
  accountId: text('account_id').primaryKey(),
  version: integer().notNull(),
  readAt: instant('read_at'),
});
