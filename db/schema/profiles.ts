import { bytea, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** What was learned of the behaviour of one partition's identities, as one compressed value: see `services/behaviour`. */
export const profiles = pgTable(
  'profiles',
  {
    partition: text().notNull(),
    /** Name of the profile. */
    name: text().notNull(),
    /** The last day that was sealed into it, in days since the epoch. */
    sealedDay: integer('sealed_day').notNull(),
    value: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.partition, t.name] })],
);

/**
 * What all partitions do together, at the end of a day. Written once, so that judgements based on it can be repeated.
 */
export const profileLevels = pgTable(
  'profile_levels',
  {
    name: text().notNull(),
    day: integer().notNull(),
    value: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.name, t.day] })],
);
