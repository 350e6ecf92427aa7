import { asc, eq, max, sql } from 'drizzle-orm';
import { ACCOUNT_LOOK, TASK_OUTCOME, type AccountLook, type TaskOutcome } from '#services/model/enrolment.ts';
import { days } from '#services/model/time.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { accounts } from '../schema/accounts.ts';
import { enrolments } from '../schema/enrolments.ts';
import { readHours } from '../schema/read-hours.ts';
import { within } from './scope.ts';

/** The stored state of one account's enrolment. */
export interface StoredEnrolment {
  readonly look: AccountLook;
  readonly lookedAt: Date;
  /** Whether its member role could be assumed at some time. */
  readonly known: boolean;
  /** The last outcome of each task, by id. */
  readonly outcomes: Readonly<Record<string, TaskOutcome>>;
}

/** What is known about the enrolment of each account that was looked at. */
export async function storedEnrolments(db: Db, scope: ViewerScope): Promise<readonly StoredEnrolment[]> {
  const rows = await db
    .select()
    .from(enrolments)
    .where(within(scope, enrolments.accountId))
    .orderBy(asc(enrolments.accountId));
  // A look that an older version stored in another form is ignored, and made again.
  return rows.flatMap(({ look, lookedAt, known, outcomes }) => {
    const read = ACCOUNT_LOOK.safeParse(look);
    if (!read.success) return [];
    const kept = Object.entries(outcomes).flatMap(([id, outcome]) => {
      const its = TASK_OUTCOME.safeParse(outcome);
      return its.success ? [[id, its.data] as const] : [];
    });
    return [{ look: read.data, lookedAt, known, outcomes: Object.fromEntries(kept) }];
  });
}

/** Stores the result of a look at an account. */
export async function putLook(db: Db, look: AccountLook, lookedAt: Date): Promise<void> {
  const known = look.refusal === null;
  const value = sql`${toJson(look)}::jsonb`;
  await db
    .insert(enrolments)
    .values({ accountId: look.accountId, look: value, lookedAt, known })
    .onConflictDoUpdate({
      target: enrolments.accountId,
      set: { look: value, lookedAt, known: sql`${enrolments.known} or ${known}` },
    });
}

/** Stores the outcome of a task, and what a look would find after it. */
export async function putOutcome(
  db: Db,
  accountId: string,
  taskId: string,
  outcome: TaskOutcome,
  look: AccountLook,
): Promise<void> {
  await db
    .update(enrolments)
    .set({
      look: sql`${toJson(look)}::jsonb`,
      outcomes: sql`${enrolments.outcomes} || ${toJson({ [taskId]: outcome })}::jsonb`,
    })
    .where(eq(enrolments.accountId, accountId));
}

/** Accounts, and whether each was in the latest listing of the organization. */
export async function placedAccounts(db: Db, scope: ViewerScope) {
  const last = db.select({ at: max(accounts.listedAt) }).from(accounts);
  return db
    .select({
      id: accounts.id,
      name: accounts.name,
      status: accounts.status,
      management: accounts.management,
      joinedAt: accounts.joinedAt,
      organizationalUnits: accounts.organizationalUnits,
      listed: sql<boolean>`${accounts.listedAt} = (${last})`,
    })
    .from(accounts)
    .where(within(scope, accounts.id))
    .orderBy(asc(accounts.id));
}

/** Records a month that accounts and Regions lately wrote: the 10th percentile, the median and the 90th percentile. */
export interface MeasuredVolume {
  readonly source: string;
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  readonly measuredIn: number;
}

const MEASURED_MS = days(7);
const MONTH_MS = days(30);

/** How many records of each source are written, estimated from the hours of the last week that have reads. */
export async function measuredVolumes(db: Db, scope: ViewerScope, now: Date): Promise<readonly MeasuredVolume[]> {
  const since = new Date(now.getTime() - MEASURED_MS);
  const places = db
    .select({
      source: readHours.source,
      // For a place that was read for hours only, a month is extrapolated from these hours.
      monthly:
        sql<number>`sum(${readHours.records}) * ${MONTH_MS / 3.6e6}::float8 / greatest(24, count(distinct ${readHours.hour}))`.as(
          'monthly',
        ),
    })
    .from(readHours)
    .where(
      sql`${readHours.hour} >= ${since.toISOString()}::timestamptz and ${within(scope, readHours.accountId) ?? sql`true`}`,
    )
    .groupBy(readHours.source, readHours.accountId, readHours.region)
    .as('places');
  const at = (share: number) =>
    sql<number>`percentile_cont(${share}::float8) within group (order by ${places.monthly})`.mapWith(Number);
  return db
    .select({
      source: places.source,
      low: at(0.1),
      likely: at(0.5),
      high: at(0.9),
      measuredIn: sql<number>`count(*)`.mapWith(Number),
    })
    .from(places)
    .groupBy(places.source)
    .orderBy(places.source);
}
