import assert from 'node:assert/strict';
import { and, asc, eq, gt, gte, lte, not, sql, type SQL } from 'drizzle-orm';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { Finding } from '#services/model/finding.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { findingEpochs } from '../schema/finding-order.ts';
import { findings } from '../schema/findings.ts';
import { matching, WHOLE, wholeOf } from './findings.ts';
import { within } from './scope.ts';

/** Up to which place of the order of changes everything is there that ever will be. */
export interface Horizon {
  readonly epoch: string;
  readonly place: number;
  /** Since when a transaction is open that later changes wait for; undefined when none is. */
  readonly heldSince: Date | undefined;
}

/** How far a reader of changes has come. */
export interface ChangeCursor {
  readonly epoch: string;
  readonly place: number;
  /** Of the finding that was read last; undefined when all of this place were. */
  readonly id: string | undefined;
}

export interface Change {
  readonly finding: Finding;
  readonly cursor: ChangeCursor;
}

export interface ChangesPage {
  readonly changes: readonly Change[];
  /** To go on from: behind the changes, and behind those that the filter left out. */
  readonly end: ChangeCursor;
  /** Nothing follows for now. */
  readonly caughtUp: boolean;
  /** As the horizon's, for who sees everything. */
  readonly heldSince: Date | undefined;
}

export async function findingHorizon(db: Db): Promise<Horizon> {
  const [row] = await db.execute<{ epoch: string; place: string | number; held_since: Date | string | null }>(
    sql`select epoch, place, held_since from finding_horizon()`,
    'objects',
  );
  assert(row !== undefined, 'The function gives one row.');
  const heldSince = row.held_since === null ? undefined : new Date(row.held_since);
  return { epoch: row.epoch, place: Number(row.place), heldSince };
}

/** Changes that are looked at for one page: those that a filter leaves out cost as much as others. */
const SCANNED_MAX = 10_000;

/**
 * The changes that follow a cursor, in the order of their commits: each finding once, as it is now, at the place of its last
 * change. What changes again before it is read moves on to a later place.
 *
 * @param page.after undefined: from the beginning, which is every finding there is
 * @returns undefined when the cursor is of another database, or this one has lost what its reader saw
 */
export async function changesAfter(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  page: { readonly after: ChangeCursor | undefined; readonly limit: number },
): Promise<ChangesPage | undefined> {
  const { after, limit } = page;
  assert(limit > 0, 'A page without changes would pass over those that there are.');
  if (after !== undefined && !(await isOurs(db, after))) return undefined;
  // Statements of their own, in this order: what was settled when the horizon was asked, the next statement sees.
  const { epoch, place: horizon, heldSince } = await findingHorizon(db);
  // Only then it may have turned out that the database is a copy.
  if (after !== undefined && after.epoch !== epoch && !(await isOurs(db, after))) return undefined;
  const following = and(after && beyond(after), lte(findings.place, horizon));
  const [last] = await db
    .select({ place: findings.place, id: findings.id })
    .from(findings)
    .where(following)
    .orderBy(asc(findings.place), asc(findings.id))
    .offset(SCANNED_MAX - 1)
    .limit(1);
  const rows = await db
    .select({ ...WHOLE, place: findings.place, id: findings.id })
    .from(findings)
    .where(and(following, last && not(beyond(last)), within(scope, findings.accountId), matching(filter)))
    .orderBy(asc(findings.place), asc(findings.id))
    .limit(limit + 1);
  const changes = rows
    .slice(0, limit)
    .map(({ place, id, ...row }): Change => ({ finding: wholeOf(row), cursor: { epoch, place, id } }));
  const more = rows.length > limit ? changes.at(-1)?.cursor : last && { epoch, ...last };
  // A writer that begins may draw the horizon back for a moment; what was read stays read.
  const end = more ?? (after && after.place > horizon ? after : { epoch, place: horizon, id: undefined });
  // It may be a change that the reader is never told of.
  const told = scope.kind === 'everything' ? heldSince : undefined;
  return { changes, end, caughtUp: more === undefined, heldSince: told };
}

function beyond({ place, id }: Pick<ChangeCursor, 'place' | 'id'>): SQL {
  return id === undefined ? gt(findings.place, place) : sql`(${findings.place}, ${findings.id}) > (${place}, ${id})`;
}

/** Whether this database remembers that it told a reader of changes up to there. */
async function isOurs(db: Db, { epoch, place }: ChangeCursor): Promise<boolean> {
  const rows = await db
    .select({ name: findingEpochs.name })
    .from(findingEpochs)
    .where(and(eq(findingEpochs.name, epoch), gte(findingEpochs.handedOut, place)));
  return rows.length > 0;
}
