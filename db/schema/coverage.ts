import { index, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { COVERAGE_REASONS, COVERAGE_SUBJECTS } from '#services/model/coverage.ts';
import { instant } from './columns.ts';

/** What can be seen of each account, Region and source: one present fact each about detection and about inventory. */
export const coverage = pgTable(
  'coverage',
  {
    about: text({ enum: COVERAGE_SUBJECTS }).notNull().default('detection'),
    accountId: text('account_id').notNull(),
    /** Null: the whole account. */
    region: text(),
    source: text(),
    state: text({ enum: ['covered', 'gap'] }).notNull(),
    reason: text({ enum: COVERAGE_REASONS }).notNull(),
    detail: text().notNull(),
    /** Since when state and reason are as they are. */
    since: instant('since').notNull(),
    /** When this was last confirmed. */
    checkedAt: instant('checked_at').notNull(),
  },
  (t) => [unique('coverage_of').on(t.about, t.accountId, t.region, t.source).nullsNotDistinct()],
);

/**
 * Past gaps: they ended, or changed their reason. A trigger on `coverage` writes this table, so that no code path can
 * forget it.
 */
export const pastGaps = pgTable(
  'past_gaps',
  {
    about: text({ enum: COVERAGE_SUBJECTS }).notNull(),
    accountId: text('account_id').notNull(),
    region: text(),
    source: text(),
    reason: text({ enum: COVERAGE_REASONS }).notNull(),
    detail: text().notNull(),
    since: instant('since').notNull(),
    endedAt: instant('ended_at').notNull(),
  },
  (t) => [index('past_gaps_ended').on(t.endedAt)],
);
