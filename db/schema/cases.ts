import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { FEEDBACK, type Decision } from '#services/model/disposition.ts';
import { instant } from './columns.ts';
import { findings } from './findings.ts';

/**
 * People's decisions about findings, one row for each finding that anybody has touched: people write it, workers read
 * it.
 */
export const cases = pgTable('cases', {
  findingId: text('finding_id')
    .primaryKey()
    .references(() => findings.id, { onDelete: 'cascade' }),
  /** The last decision on the finding's status. */
  decision: jsonb().$type<Decision>(),
  assignee: text(),
  /** Whether the finding was useful. */
  feedback: text({ enum: FEEDBACK }),
});

/** People's comments on findings. */
export const comments = pgTable(
  'comments',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    findingId: text('finding_id')
      .notNull()
      .references(() => findings.id, { onDelete: 'cascade' }),
    who: text().notNull(),
    at: instant('at').notNull(),
    text: text().notNull(),
  },
  (t) => [index('comments_of_finding').on(t.findingId, t.id)],
);

/**
 * Answers to requests for changes, by the sender's key: a repeated request gets the stored answer, and nothing is done
 * again.
 */
export const answers = pgTable(
  'answers',
  {
    key: text().primaryKey(),
    /** Hash of the request: a key belongs to one request. */
    request: text().notNull(),
    answer: jsonb().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('answers_by_time').on(t.at)],
);
