import { GraphQLError } from 'graphql';
import { changesAfter, type ChangeCursor, type ChangesPage } from '#db/queries/changes.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { Context } from '../context.ts';

export interface ChangesWanted {
  readonly after: ChangeCursor | undefined;
  readonly filter: FindingFilter;
  readonly limit: number;
}

/** The part of the context that reading changes needs. */
export type ChangesContext = Pick<Context, 'db' | 'horizon' | 'waits' | 'viewer'>;

/** What waiting for changes needs as well: a caller's access may end while it waits. */
type WaitingContext = ChangesContext & Pick<Context, 'isLetIn'>;

/** @throws CURSOR_EPOCH when this database does not know the cursor's epoch */
export async function readChanges(
  { db, horizon, viewer }: ChangesContext,
  wanted: ChangesWanted,
): Promise<ChangesPage> {
  const page = await changesAfter(db, viewer.scope, wanted.filter, wanted, horizon);
  if (page === undefined) throw unknownEpoch();
  return page;
}

export function unknownEpoch(): GraphQLError {
  return new GraphQLError(
    'This database does not know the cursor: it was restored, lost changes in a failover, or is a different database. Ask for changes without a cursor to read all findings again, replace what you have, and continue from there.',
    { extensions: { code: 'CURSOR_EPOCH' } },
  );
}

/**
 * As `readChanges`, but waits for changes when there are none yet.
 *
 * @throws TOO_MANY_WAITING, or UNAUTHENTICATED when the caller's token or session ended meanwhile
 */
export async function awaitChanges(
  context: WaitingContext,
  wanted: ChangesWanted,
  waitMs: number,
  signal: AbortSignal,
): Promise<ChangesPage> {
  const deadline = performance.now() + waitMs;
  using seat = context.waits.enter();
  if (seat === undefined)
    throw new GraphQLError(
      'Too many clients are waiting for changes: try again in a few seconds, or without waiting.',
      {
        extensions: { code: 'TOO_MANY_WAITING' },
      },
    );
  let { after } = wanted;
  for (;;) {
    if (!(await context.isLetIn()))
      throw new GraphQLError('The token or session has expired or was revoked.', {
        extensions: { code: 'UNAUTHENTICATED' },
      });
    const page = await readChanges(context, { ...wanted, after });
    const leftMs = deadline - performance.now();
    if (page.changes.length > 0 || leftMs <= 0 || signal.aborted) return page;
    after = page.end;
    if (page.caughtUp) await seat.until(after.place, leftMs, signal);
  }
}
