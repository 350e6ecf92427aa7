import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { RuleDraft } from '#services/model/rule.ts';
import { instant } from './columns.ts';

/**
 * The owner's rules: what they hide, and how they rate findings. A removed rule stays, because the audit log names it.
 */
export const rules = pgTable('rules', {
  id: text().primaryKey(),
  draft: jsonb().$type<RuleDraft>().notNull(),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  /** When it ceases to be in force: it expires or was removed. Null: never. */
  endsAt: instant('ends_at'),
  removed: boolean().notNull().default(false),
  /**
   * Whether the stored findings reflect the rule as in force, or as not in force. Null: unknown. When this differs from
   * the rule's present state, the rule is applied to them.
   */
  applied: boolean(),
});
