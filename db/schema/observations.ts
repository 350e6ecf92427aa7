import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Contribution } from '#services/model/observation.ts';
import { instant } from './columns.ts';
import { findings } from './findings.ts';

/** The latest of each observation that a finding was folded from: the windows in which it happened, and how often. */
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
    /** The part of `count` whose tally is dropped: what comes later for the same window is counted from zero, on top of it. */
    sealedCount: bigint('sealed_count', { mode: 'number' }).notNull().default(0),
    lastSeen: instant('last_seen').notNull(),
    /** What its finding holds of the tallies that add up, to be taken out when the observation is folded again. */
    tallies: jsonb().$type<Contribution['tallies']>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.findingId, t.partition, t.key] }),
    index('observations_window').on(t.partition, t.type, t.windowStart),
  ],
);
