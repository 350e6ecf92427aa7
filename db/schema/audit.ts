import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { AuditEntry } from '#services/model/audit.ts';
import { instant } from './columns.ts';

/**
 * Who changed what, from where, and when: each row holds a hash over itself and the row before. Append-only: a trigger
 * refuses everything else.
 */
export const audit = pgTable(
  'audit',
  {
    /** From 1, without gaps. */
    place: bigint({ mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    entry: jsonb().$type<AuditEntry>().notNull(),
    /** SHA-256 over the previous hash, the place, the time and the entry (`auditHash`). */
    hash: text().notNull(),
    what: text()
      .notNull()
      .generatedAlwaysAs(sql`(entry #>> '{what}')`),
    subject: text().generatedAlwaysAs(sql`(entry #>> '{subject}')`),
  },
  (t) => [index('audit_by_subject').on(t.subject, t.place)],
);

/** The end of the chain: one row, which is locked while entries are added. */
export const auditEnd = pgTable('audit_end', {
  one: text({ enum: ['end'] }).primaryKey(),
  place: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
});
