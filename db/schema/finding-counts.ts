import { boolean, doublePrecision, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { instant } from './columns.ts';

/** Whether a row is a group's only one; else it is what one statement changed, and counts beside the others of its group. */
const settled = () => boolean().notNull().default(false);

/**
 * How many findings have the same value in every field that they are counted by (`FINDING_FACETS`). A trigger on the
 * findings adds what each statement changed, so that the sum over a group's rows is true in every transaction and nobody
 * waits for anybody; `settleCounts` makes one row of them.
 */
export const findingGroups = pgTable(
  'finding_groups',
  {
    type: text().notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    severity: doublePrecision().notNull(),
    contextSeverity: doublePrecision('context_severity').notNull(),
    archived: boolean().notNull(),
    status: text().notNull(),
    assignee: text(),
    suppressedBy: text('suppressed_by'),
    ratedBy: text('rated_by'),
    feedback: text(),
    /** How many more there are; below zero, fewer. */
    count: integer().notNull(),
    /** The latest `lastSeen` of those that came. */
    lastSeen: instant('last_seen'),
    /** The latest `lastSeen` of those that left, as it was then. Where none that came is later, the group's has to be looked for. */
    leftAt: instant('left_at'),
    settled: settled(),
  },
  (t) => [
    index('finding_groups_of_account').on(t.accountId, t.type),
    index('finding_groups_unsettled')
      .on(t.accountId, t.type)
      .where(sql`not settled`),
  ],
);

/** How many findings were last seen on a day, likewise. */
export const findingDays = pgTable(
  'finding_days',
  {
    /** Its first moment in UTC. */
    day: instant('day').notNull(),
    severity: doublePrecision().notNull(),
    contextSeverity: doublePrecision('context_severity').notNull(),
    archived: boolean().notNull(),
    status: text().notNull(),
    count: integer().notNull(),
    settled: settled(),
  },
  (t) => [
    index('finding_days_by_day').on(t.day),
    index('finding_days_unsettled')
      .on(t.day)
      .where(sql`not settled`),
  ],
);
