import { boolean, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AccountLook, TaskOutcome } from '#services/model/enrolment.ts';
import { instant } from './columns.ts';

/** That somebody asked for a plan to be carried out. What became of its tasks stands with their accounts. */
export const enrolmentRequests = pgTable(
  'enrolment_requests',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The id of a viewer. */
    who: text().notNull(),
    askedAt: instant('asked_at').notNull(),
    /** Ids of tasks. */
    tasks: jsonb().$type<readonly string[]>().notNull(),
    /** Null: a worker has yet to do it, or is at it. */
    endedAt: instant('ended_at'),
  },
  (t) => [index('enrolment_requests_open').on(t.endedAt), index('enrolment_requests_asked').on(t.askedAt)],
);

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
