import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { AccountLook, TaskOutcome } from '#services/model/enrolment.ts';
import { instant } from './columns.ts';

/** What the last look at each account found, for its enrolment. */
export const enrolments = pgTable('enrolments', {
  accountId: text('account_id').primaryKey(),
  look: jsonb().$type<AccountLook>().notNull(),
  lookedAt: instant('looked_at').notNull(),
  /** Its member role could be assumed once. */
  known: boolean().notNull(),
  /** What became of tasks last, by their ids. */
  outcomes: jsonb().$type<Readonly<Record<string, TaskOutcome>>>().notNull().default({}),
});
