import { boolean, doublePrecision, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { instant } from './columns.ts';

/** True for the single merged row of a group; false for the change by one statement, which adds to the other rows. */
const settled = () => boolean().notNull().default(false);

/**
 * The number of findings that have the same value in every counted field (`FINDING_FACETS`). A trigger on `findings`
 * adds a row for the change of each statement, so that the sum over a group's rows is right in every transaction and
 * writers never wait for each other; `settleCounts` merges the rows.
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
    /** Change of the number of findings; negative when there are fewer. */
    count: integer().notNull(),
    /** The latest `lastSeen` of the findings that joined the group. */
    lastSeen: instant('last_seen'),
    /**
     * The latest `lastSeen` of the findings that left, as it was then. Unless a finding with a later one joined, the
     * latest of the group has to be looked up.
     */
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

/** The number of findings by the day they were last seen, kept in the same way. */
export const findingDays = pgTable(
  'finding_days',
  {
    /** The first moment of the day, in UTC. */
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

/** The number of findings by the day they were created, kept in the same way. */
export const findingStarts = pgTable(
  'finding_starts',
  {
    /** The first moment of the day, in UTC. */
    day: instant('day').notNull(),
    type: text().notNull(),
    accountId: text('account_id').notNull(),
    count: integer().notNull(),
    settled: settled(),
  },
  (t) => [
    index('finding_starts_by_day').on(t.day),
    index('finding_starts_unsettled')
      .on(t.day)
      .where(sql`not settled`),
  ],
);
