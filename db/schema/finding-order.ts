import { bigint, pgSequence, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Gives each transaction that writes findings its place in their order; 1 is that of what was there before the order. */
export const findingPlaces = pgSequence('finding_places', { startWith: 1 });

/**
 * What tells a database from its own copies: one row for each run of its server that changes were read in. A cursor names
 * the row; a database that was restored, or lost something in a fail-over, does not remember that it handed it out.
 */
export const findingEpochs = pgTable('finding_epochs', {
  /** By chance, so that no copy makes the same one. */
  name: uuid().primaryKey(),
  /** When the server started, and which database and table of it this is: another after every restart, restore and copy. */
  serverRun: text('server_run').notNull().unique(),
  /** Readers were told of all changes up to this place at most, and all of them are there if this row is. */
  handedOut: bigint('handed_out', { mode: 'number' }).notNull(),
  beganAt: instant('began_at').notNull(),
});
