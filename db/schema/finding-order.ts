import { bigint, pgSequence, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Gives each transaction that writes findings a place in the order of changes; findings from before this order have
 * place 1.
 */
export const findingPlaces = pgSequence('finding_places', { startWith: 1 });

/**
 * Distinguishes a database from its copies: one row for each run of the server in which changes were read. A cursor
 * names a row; a database that was restored, or that lost data in a fail-over, does not have the row or its
 * `handed_out`.
 */
export const findingEpochs = pgTable('finding_epochs', {
  /** Random, so that no copy creates the same one. */
  name: uuid().primaryKey(),
  /**
   * Start time of the server, and the identity of this database and table: different after every restart, restore and
   * copy.
   */
  serverRun: text('server_run').notNull().unique(),
  /** Readers received changes up to this place at most. Where this row exists, so do all of these changes. */
  handedOut: bigint('handed_out', { mode: 'number' }).notNull(),
  beganAt: instant('began_at').notNull(),
});
