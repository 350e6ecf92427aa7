import assert from 'node:assert/strict';
import { asc, desc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '#services/model/audit.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { accounts } from '../schema/accounts.ts';
import { enrolmentRequests } from '../schema/enrolments.ts';
import { appendAudit } from './audit.ts';
import { within } from './scope.ts';

/** A request to carry out enrolment tasks. */
export type EnrolmentRequest = typeof enrolmentRequests.$inferSelect;

/**
 * Requests tasks of accounts within a scope, which workers then carry out, and audits who did.
 *
 * @returns the id of the request; undefined when no task is within the scope
 */
export async function askForEnrolment(
  tx: Db,
  scope: ViewerScope,
  { actor, tasks }: { readonly actor: Actor; readonly tasks: readonly string[] },
  now: Date,
): Promise<string | undefined> {
  const seen = await accountsWithin(tx, scope);
  const asked = tasks.filter((id) => seen.has(accountOf(id)));
  if (asked.length === 0) return undefined;
  const [row] = await tx
    .insert(enrolmentRequests)
    .values({ who: actor.who, tasks: asked, askedAt: now })
    .returning({ id: enrolmentRequests.id });
  assert(row !== undefined, 'A row that is inserted is returned.');
  const about = { tasks: asked.length, request: row.id };
  await appendAudit(tx, [{ ...actor, what: 'enrolment.asked', about }], now);
  return row.id;
}

/** The id of a task begins with its account. */
function accountOf(task: string): string {
  return task.slice(0, task.indexOf('/'));
}

async function accountsWithin(db: Db, scope: ViewerScope): Promise<ReadonlySet<string>> {
  const rows = await db.select({ id: accounts.id }).from(accounts).where(within(scope, accounts.id));
  return new Set(rows.map(({ id }) => id));
}

/** Requests that are not finished yet, the oldest first. */
export async function openEnrolmentRequests(db: Db): Promise<readonly EnrolmentRequest[]> {
  return db
    .select()
    .from(enrolmentRequests)
    .where(isNull(enrolmentRequests.endedAt))
    .orderBy(asc(enrolmentRequests.askedAt));
}

/** Marks that all tasks of a request were tried, or that it is too old to be. */
export async function endEnrolmentRequest(db: Db, id: string, now: Date): Promise<void> {
  await db.update(enrolmentRequests).set({ endedAt: now }).where(eq(enrolmentRequests.id, id));
}

/** The last requests, the newest first, with the tasks of accounts within a scope. */
export async function lastEnrolmentRequests(
  db: Db,
  scope: ViewerScope,
  limit: number,
): Promise<readonly EnrolmentRequest[]> {
  const rows = await db.select().from(enrolmentRequests).orderBy(desc(enrolmentRequests.askedAt)).limit(LOOKED_AT_MAX);
  const seen = await accountsWithin(db, scope);
  const own = rows.flatMap((row) => {
    const tasks = row.tasks.filter((id) => seen.has(accountOf(id)));
    return tasks.length === 0 ? [] : [{ ...row, tasks }];
  });
  return own.slice(0, limit);
}

/** Requests are few, but other viewers' requests must not crowd out one's own. */
const LOOKED_AT_MAX = 1000;
