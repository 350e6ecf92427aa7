import { boolean, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AccountLook, TaskOutcome } from '#services/model/enrolment.ts';
import { instant } from './columns.ts';

/** Requests to carry out a plan. The outcomes of the tasks are stored with their accounts. */
export const enrolmentRequests = pgTable(
  'enrolment_requests',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The id of a viewer. */
    who: text().notNull(),
    askedAt: instant('asked_at').notNull(),
    /** Ids of tasks. */
    tasks: jsonb().$type<readonly string[]>().notNull(),
    /** Null: a worker has yet to finish it. */
    endedAt: instant('ended_at'),
  },
  (t) => [index('enrolment_requests_open').on(t.endedAt), index('enrolment_requests_asked').on(t.askedAt)],
);

/** The last look at each account, for its enrolment. */
export const enrolments = pgTable('enrolments', {
  accountId: text('account_id').primaryKey(),
  look: jsonb().$type<AccountLook>().notNull(),
  lookedAt: instant('looked_at').notNull(),
  /** Whether its member role could be assumed at some time. */
  known: boolean().notNull(),
  /** The last outcome of each task, by id. */
  outcomes: jsonb().$type<Readonly<Record<string, TaskOutcome>>>().notNull().default({}),
});
