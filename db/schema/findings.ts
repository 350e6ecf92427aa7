import { boolean, bytea, doublePrecision, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Finding } from '#services/model/finding.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { instant } from './columns.ts';

/** Every finding: the whole of it as `body`, and beside it the columns that lists filter and sort by. */
export const findings = pgTable(
  'findings',
  {
    id: text().primaryKey(),
    type: text().$type<FindingType>().notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    severity: doublePrecision().notNull(),
    archived: boolean().notNull(),
    resourceId: text('resource_id').notNull(),
    role: text({ enum: ['ACTOR', 'TARGET'] }).notNull(),
    title: text().notNull(),
    firstSeen: instant('first_seen').notNull(),
    lastSeen: instant('last_seen').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Also the row's version: whoever changes a finding makes it later, and changes only what they have read. */
    updatedAt: instant('updated_at').notNull(),
    /** What the finding needs to grow (`FindingMemory`), compressed; null in findings of before there was one. */
    memory: bytea(),
    body: jsonb().$type<Finding>().notNull(),
  },
  (t) => [
    index('findings_by_update').on(t.updatedAt, t.id),
    index('findings_by_last_seen').on(t.lastSeen, t.id),
    index('findings_by_severity').on(t.severity, t.id),
    index('findings_by_account').on(t.accountId, t.region),
    index('findings_by_type').on(t.type),
  ],
);
