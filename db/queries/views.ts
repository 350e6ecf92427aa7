import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, getColumns, or, sql } from 'drizzle-orm';
import { filterOfJson } from '#services/cases/filter-text.ts';
import type { Actor } from '#services/model/audit.ts';
import { filterJson } from '#services/model/finding-filter.ts';
import { VIEWS_MAX, type View, type ViewDraft } from '#services/model/view.ts';
import { scopeName, type ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { views } from '../schema/views.ts';
import { appendAudit } from './audit.ts';

/** Maximum of other people's shared views in a list. */
const SHARED_MAX = 500;

/** A viewer's own views, and views that others with the same scope share; ordered by name. */
export async function viewsFor(db: Db, scope: ViewerScope, owner: string): Promise<readonly View[]> {
  const rows = await db
    .select(getColumns(views))
    .from(views)
    .where(or(eq(views.owner, owner), eq(views.shared, true)))
    .orderBy(sql`${views.owner} <> ${owner}`, asc(views.name), asc(views.id))
    .limit(VIEWS_MAX + SHARED_MAX);
  return rows.filter((row) => row.owner === owner || covers(scope, row.scope)).flatMap(viewOf);
}

/** A filter names accounts and resources: it is shown only to viewers who may see these anyway. */
function covers(scope: ViewerScope, makers: ViewerScope): boolean {
  return scope.kind === 'everything' || isDeepStrictEqual(scope, makers);
}

/**
 * A field that an older version stored may no longer exist, which makes the filter invalid: such a view is not shown.
 */
function viewOf({
  id,
  name,
  filter: kept,
  columns,
  shared,
  owner,
  changedAt,
}: typeof views.$inferSelect): readonly View[] {
  const filter = filterOfJson(kept);
  if (typeof filter === 'string') return [];
  return [{ id, name, filter, columns, shared, owner, changedAt: changedAt.toISOString() }];
}

/** The outcome of saving a view. */
export type KeptView = View | 'too-many' | 'missing';

/**
 * Creates a view, or changes one of the viewer's own.
 *
 * @param id of the view to change; creates one with this id when there is none
 */
export async function putView(
  tx: Db,
  scope: ViewerScope,
  { id, isNew }: { readonly id: string; readonly isNew: boolean },
  draft: ViewDraft,
  actor: Actor,
  now: Date,
): Promise<KeptView> {
  const [before] = await tx
    .select()
    .from(views)
    .where(and(eq(views.id, id), eq(views.owner, actor.who)))
    .for('update');
  if (!isNew && before === undefined) return 'missing';
  if (isNew && (await tx.$count(views, eq(views.owner, actor.who))) >= VIEWS_MAX) return 'too-many';
  const row = { ...draft, id, filter: filterJson(draft.filter), owner: actor.who, scope, changedAt: now };
  await tx.insert(views).values(row).onConflictDoUpdate({ target: views.id, set: row });
  const what = before === undefined ? 'view.create' : 'view.change';
  const { name, filter, columns, shared } = row;
  await appendAudit(tx, [{ ...actor, what, subject: id, after: { name, filter, columns, shared } }], now);
  return { ...draft, id, owner: actor.who, changedAt: now.toISOString() };
}

/** Deletes one of the viewer's own views. @returns false when there is none */
export async function removeView(tx: Db, scope: ViewerScope, id: string, actor: Actor, now: Date): Promise<boolean> {
  const [row] = await tx
    .delete(views)
    .where(and(eq(views.id, id), eq(views.owner, actor.who)))
    .returning();
  if (row === undefined) return false;
  const about = { scope: scopeName(scope) };
  await appendAudit(tx, [{ ...actor, what: 'view.remove', subject: id, before: { name: row.name }, about }], now);
  return true;
}
