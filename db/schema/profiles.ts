import { bytea, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** What was learned of the behaviour of one partition's identities, as one compressed value: see `services/behaviour`. */
export const profiles = pgTable(
  'profiles',
  {
    partition: text().notNull(),
    /** Of the profile. */
    name: text().notNull(),
    /** The last day that was sealed into it, in days since the epoch. */
    sealedDay: integer('sealed_day').notNull(),
    value: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.partition, t.name] })],
);

/** What all partitions do together, as of the end of a day. Written once: what is judged by it stays as it was judged. */
export const profileLevels = pgTable(
  'profile_levels',
  {
    name: text().notNull(),
    day: integer().notNull(),
    value: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.name, t.day] })],
);
