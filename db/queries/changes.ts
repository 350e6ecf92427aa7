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

/** The place in the order of changes up to which all changes are visible: none can appear before it any more. */
export interface Horizon {
  readonly epoch: string;
  readonly place: number;
  /** When the open transaction began that later changes wait for; undefined when there is none. */
  readonly heldSince: Date | undefined;
}

/** How far a reader has come in the order of changes. */
export interface ChangeCursor {
  readonly epoch: string;
  readonly place: number;
  /** Id of the finding that was read last; undefined when all findings of this place were read. */
  readonly id: string | undefined;
}

export interface Change {
  readonly finding: Finding;
  readonly cursor: ChangeCursor;
}

export interface ChangesPage {
  readonly changes: readonly Change[];
  /** Where the next page begins: behind these changes, and behind those that the filter left out. */
  readonly end: ChangeCursor;
  /** Nothing follows for now. */
  readonly caughtUp: boolean;
  /** The horizon's `heldSince`, only for viewers who see everything. */
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

/** Maximum of changes examined for one page: those that a filter leaves out cost as much as others. */
const SCANNED_MAX = 10_000;

/**
 * The changes that follow a cursor, in the order of their commits: each finding once, in its present state, at the
 * place of its last change. A finding that changes again before it is read moves to a later place.
 *
 * @param page.after undefined: from the beginning, which covers every finding
 * @param horizonNow the horizon of this database, see `findingHorizon`
 * @returns undefined when the cursor belongs to another database, or when this one has lost changes that the reader saw
 */
export async function changesAfter(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  page: { readonly after: ChangeCursor | undefined; readonly limit: number },
  horizonNow: () => Promise<Horizon>,
): Promise<ChangesPage | undefined> {
  const { after, limit } = page;
  assert(limit > 0, 'A page without changes would pass over those that there are.');
  if (after !== undefined && !(await isOurs(db, after))) return undefined;
  // Separate statements, in this order: the next statement sees all that was committed when the horizon was read.
  const { epoch, place: horizon, heldSince } = await horizonNow();
  // Reading the horizon may have revealed that the database is a copy, so the cursor is checked again.
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
  // A writer that begins may move the horizon back for a moment; the cursor never moves back.
  const end = more ?? (after && after.place > horizon ? after : { epoch, place: horizon, id: undefined });
  // The change that is waited for may be outside the reader's scope.
  const told = scope.kind === 'everything' ? heldSince : undefined;
  return { changes, end, caughtUp: more === undefined, heldSince: told };
}

function beyond({ place, id }: Pick<ChangeCursor, 'place' | 'id'>): SQL {
  return id === undefined ? gt(findings.place, place) : sql`(${findings.place}, ${findings.id}) > (${place}, ${id})`;
}

/** Whether this database remembers that it gave a reader changes up to this place. */
async function isOurs(db: Db, { epoch, place }: ChangeCursor): Promise<boolean> {
  const rows = await db
    .select({ name: findingEpochs.name })
    .from(findingEpochs)
    .where(and(eq(findingEpochs.name, epoch), gte(findingEpochs.handedOut, place)));
  return rows.length > 0;
}
