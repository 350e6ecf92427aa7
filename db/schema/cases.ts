import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { FEEDBACK, type Decision } from '#services/model/disposition.ts';
import { instant } from './columns.ts';
import { findings } from './findings.ts';

/** What people decided about findings, a row for each that anybody has touched: people write it, and workers read it. */
export const cases = pgTable('cases', {
  findingId: text('finding_id')
    .primaryKey()
    .references(() => findings.id, { onDelete: 'cascade' }),
  /** The last word on how it stands. */
  decision: jsonb().$type<Decision>(),
  assignee: text(),
  /** Whether it was worth somebody's time. */
  feedback: text({ enum: FEEDBACK }),
});

/** What people wrote about findings. */
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

/** What changes were answered, by the key that the asker gave them: asked again, they are answered and not done again. */
export const answers = pgTable(
  'answers',
  {
    key: text().primaryKey(),
    /** Hash of what was asked: a key stands for one request. */
    request: text().notNull(),
    answer: jsonb().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('answers_by_time').on(t.at)],
);
