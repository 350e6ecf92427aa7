import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Contribution } from '#services/model/observation.ts';
import { instant } from './columns.ts';
import { findings } from './findings.ts';

/**
 * The latest state of each observation that may still grow: the open windows in which a finding happened, and how
 * often. A row lives as long as the tally of its window; the finding keeps what it contributed.
 */
export const observations = pgTable(
  'observations',
  {
    findingId: text('finding_id')
      .notNull()
      .references(() => findings.id, { onDelete: 'cascade' }),
    partition: text().notNull(),
    /** `observationKey`: window and remote end. */
    key: text().notNull(),
    type: text().notNull(),
    windowStart: instant('window_start').notNull(),
    count: bigint({ mode: 'number' }).notNull(),
    lastSeen: instant('last_seen').notNull(),
    /** What its finding holds of the tallies that add up; subtracted when the observation is folded again. */
    tallies: jsonb().$type<Contribution['tallies']>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.findingId, t.partition, t.key] }),
    index('observations_window').on(t.partition, t.type, t.windowStart),
  ],
);
