import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, getColumns, inArray, sql } from 'drizzle-orm';
import { changed, CHANGED_AT_ONCE_MAX, DONE } from '#services/cases/change.ts';
import type { Actor, AuditEntry } from '#services/model/audit.ts';
import type { Case, CaseChange, Disposition } from '#services/model/disposition.ts';
import { isFindingId } from '#services/model/finding.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { JsonObject } from '#services/model/subject.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { comments } from '../schema/cases.ts';
import { findings } from '../schema/findings.ts';
import { appendAudit } from './audit.ts';
import { lockedInOrder } from './deliveries.ts';
import { disposed, holdFindings, told, type HeldFinding } from './dispositions.ts';
import { matching } from './findings.ts';
import { lockInventory } from './inventory.ts';
import { within } from './scope.ts';

/** Ids of findings within a scope that match a filter, at most one more than may be changed at once. */
export async function findingIds(db: Db, scope: ViewerScope, filter: FindingFilter): Promise<readonly string[]> {
  const rows = await db
    .select({ id: findings.id })
    .from(findings)
    .where(and(within(scope, findings.accountId), matching(filter)))
    .orderBy(findings.id)
    .limit(CHANGED_AT_ONCE_MAX + 1);
  return rows.map(({ id }) => id);
}

/**
 * Makes decisions about findings, in a transaction, together with the consequences: their dispositions, deliveries to
 * sinks, and the audit log.
 *
 * @param scope findings outside it are treated as missing
 * @returns the ids of the changed findings, and of the missing ones; the remaining ones were in the wanted state
 *   already
 */
export async function changeCases(
  tx: Db,
  scope: ViewerScope,
  ids: readonly string[],
  change: CaseChange,
  actor: Actor,
  now: Date,
): Promise<{ readonly changed: readonly string[]; readonly missing: readonly string[] }> {
  const there = await tx
    .select({ id: findings.id, accountId: findings.accountId })
    .from(findings)
    .where(and(within(scope, findings.accountId), inArray(findings.id, ids.filter(isFindingId))));
  // The same order of locks as workers use, before any finding is locked: some workers lock findings a second time.
  await lockInventory(tx, new Map(there.map(({ accountId }) => [accountId, 'shared'])));
  const holding = await holdFindings(
    tx,
    there.map(({ id }) => id),
    now,
  );
  const changes = [...holding.held].flatMap(([id, before]) => {
    const after = changed(before.case, change, before.body, actor, now);
    const disposition = disposed(before.body, { ...before, case: after }, holding, now);
    return changeOf(id, before, { case: after, disposition }, change, actor);
  });
  await writeCases(tx, changes);
  await writeDispositions(tx, changes, now);
  if (change.kind === 'comment' && changes.length > 0)
    await tx
      .insert(comments)
      .values(changes.map(({ id }) => ({ findingId: id, who: actor.who, at: now, text: change.text })));
  await appendAudit(
    tx,
    changes.map(({ audited }) => audited),
    now,
  );
  return { changed: changes.map(({ id }) => id), missing: ids.filter((id) => !holding.held.has(id)) };
}

interface Changed {
  readonly id: string;
  readonly case: Case;
  readonly disposition: Disposition;
  readonly audited: AuditEntry;
}

function changeOf(
  id: string,
  before: HeldFinding,
  after: Pick<Changed, 'case' | 'disposition'>,
  change: CaseChange,
  actor: Actor,
): readonly Changed[] {
  const [was, is] = [told(before.disposition), told(after.disposition)];
  if (change.kind !== 'comment' && isSame(was, is)) return [];
  const { kind, ...about } = change;
  return [
    {
      id,
      ...after,
      audited: { ...actor, what: DONE[kind], subject: id, before: was, after: is, about },
    },
  ];
}

/** Repeating a decision does not change when, and by whom, it was made. */
function isSame({ closedBy: a, ...was }: JsonObject, { closedBy: b, ...is }: JsonObject): boolean {
  return isDeepStrictEqual(was, is) && (a === undefined) === (b === undefined);
}

async function writeCases(tx: Db, changes: readonly Changed[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ id, case: { decision, assignee, feedback } }) => ({ id, decision, assignee, feedback }));
  await tx.execute(sql`
    insert into cases as c (finding_id, decision, assignee, feedback)
    select id, decision, assignee, feedback
    from json_to_recordset(${toJson(rows)}::json) as r(id text, decision jsonb, assignee text, feedback text)
    on conflict (finding_id) do update set
      decision = excluded.decision, assignee = excluded.assignee, feedback = excluded.feedback`);
}

/**
 * Writes the dispositions of locked findings, and queues deliveries to every sink that has received them or should.
 */
export async function writeDispositions(
  tx: Db,
  changes: readonly Pick<Changed, 'id' | 'disposition'>[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ id, disposition }) => ({ id, disposition }));
  await tx.execute(sql`
    with written as (
      update findings f set disposition = r.disposition
      from json_to_recordset(${toJson(rows)}::json) as r(id text, disposition jsonb) where f.id = r.id
      returning f.id, f.updated_at, f.archived)
    update deliveries set
      version = w.updated_at, attempts = 0, next_attempt_at = ${now.toISOString()}::timestamptz, last_error = null,
      state = case when deliveries.delivered_at is null and w.archived then 'withheld' else 'pending' end
    from written w
    where deliveries.finding_id = w.id and deliveries.version < w.updated_at and ${lockedInOrder(sql`finding_id in (select id from written)`)}`);
}

export type CommentRow = typeof comments.$inferSelect;

/** Maximum of comments shown on a finding. */
const COMMENTS_MAX = 200;

/** People's comments on a finding, the latest last. */
export async function commentsOn(db: Db, scope: ViewerScope, findingId: string): Promise<readonly CommentRow[]> {
  return db
    .select(getColumns(comments))
    .from(comments)
    .innerJoin(findings, eq(findings.id, comments.findingId))
    .where(and(eq(comments.findingId, findingId), within(scope, findings.accountId)))
    .orderBy(asc(comments.id))
    .limit(COMMENTS_MAX);
}
