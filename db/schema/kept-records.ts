import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { KeptRecord } from '#services/model/evidence.ts';
import { findings } from './findings.ts';

/**
 * A few raw records of each finding, so that they outlast the logs. Beside the findings, not in them: lists, counts and
 * the order of changes read and write findings all the time, and never these.
 */
export const keptRecords = pgTable('kept_records', {
  findingId: text('finding_id')
    .primaryKey()
    .references(() => findings.id, { onDelete: 'cascade' }),
  /** In order of time. */
  records: jsonb().$type<readonly KeptRecord[]>().notNull(),
});
