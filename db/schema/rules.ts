import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { RuleDraft } from '#services/model/rule.ts';
import { instant } from './columns.ts';

/** The rules of the owner: what they hide, and how they rate findings. One that was removed stays, for the audit log names it. */
export const rules = pgTable('rules', {
  id: text().primaryKey(),
  draft: jsonb().$type<RuleDraft>().notNull(),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  /** From when it is not in force any more: it expired or was removed. Null: never. */
  endsAt: instant('ends_at'),
  removed: boolean().notNull().default(false),
  /**
   * Whether the kept findings are as they are with it in force, or without. Null: that is to be seen. Where it is not as it
   * should be, the rule is walked over them.
   */
  applied: boolean(),
});
