import { and, eq, gt, inArray, isNotNull, notInArray, sql } from 'drizzle-orm';
import type { Receipt } from '#services/model/delivery.ts';
import { seen } from '#services/cases/seen.ts';
import type { Disposition } from '#services/model/disposition.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';
import { iso } from '#services/model/time.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { deliveries } from '../schema/deliveries.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** A finding on its way: the version that is being sent, and the number of failed attempts. */
export interface ClaimedDelivery {
  readonly finding: Finding;
  readonly attempts: number;
}

/**
 * Claims due deliveries of one partition for this caller alone, until `until`. Rows that another caller is claiming are
 * skipped, not waited for.
 */
export async function claimDeliveries(
  db: Db,
  claim: {
    readonly sink: string;
    readonly partition: string;
    readonly limit: number;
    readonly now: Date;
    readonly until: Date;
  },
): Promise<readonly ClaimedDelivery[]> {
  const now = sql`${claim.now.toISOString()}::timestamptz`;
  const rows = await db.execute<{ body: FindingBody; disposition: Disposition; updated: number; attempts: number }>(
    sql`
    with due as (
      select sink, finding_id from deliveries
      where sink = ${claim.sink} and partition = ${claim.partition} and state = 'pending'
        and next_attempt_at <= ${now} and coalesce(claimed_until <= ${now}, true)
      order by next_attempt_at, finding_id
      limit ${claim.limit}
      for update skip locked),
    claimed as (
      update deliveries d set claimed_until = ${claim.until.toISOString()}::timestamptz
      from due where (d.sink, d.finding_id) = (due.sink, due.finding_id)
      returning d.finding_id, d.attempts)
    select f.body, f.disposition, extract(epoch from f.updated_at)::float8 * 1000 as updated, c.attempts from claimed c join findings f on f.id = c.finding_id order by f.id`,
    'objects',
  );
  return rows.map(({ body, disposition, updated, attempts }) => ({
    finding: seen(body, disposition, iso(Math.round(updated))),
    attempts,
  }));
}

/** Releases claims in a lane that will not be sent any more. */
export async function releaseClaims(db: Db, { sink, partition }: DeliveryLane): Promise<void> {
  await db
    .update(deliveries)
    .set({ claimedUntil: null })
    .where(and(eq(deliveries.sink, sink), eq(deliveries.partition, partition), isNotNull(deliveries.claimedUntil)));
}

/** Makes every pending delivery of a lane due that waits because of a failure, except those of these findings. */
export async function hastenLane(
  db: Db,
  { sink, partition }: DeliveryLane,
  now: Date,
  except: readonly string[],
): Promise<void> {
  await db
    .update(deliveries)
    .set({ nextAttemptAt: now })
    .where(
      and(
        eq(deliveries.sink, sink),
        eq(deliveries.partition, partition),
        eq(deliveries.state, 'pending'),
        gt(deliveries.nextAttemptAt, now),
        gt(deliveries.attempts, 0),
        notInArray(deliveries.findingId, [...except]),
      ),
    );
}

/** The result of a delivery: a receipt, its version, and when the next version of the finding may be sent. */
export interface SettledDelivery extends Receipt {
  readonly version: string;
  readonly nextAttemptAt: Date;
}

/**
 * Stores a sink's answers. A finding that changed while it was being sent stays pending: its newer version is still
 * owed.
 */
export async function settleDeliveries(
  db: Db,
  sink: string,
  settled: readonly SettledDelivery[],
  now: Date,
): Promise<void> {
  if (settled.length === 0) return;
  await db.execute(sql`
    update deliveries d set
      claimed_until = null,
      state = case when d.version > r.version or r.outcome = 'retry' then 'pending' else r.outcome end,
      attempts = case when d.version > r.version then d.attempts else d.attempts + 1 end,
      next_attempt_at = case
        when d.version > r.version and r.outcome = 'delivered' then greatest(d.next_attempt_at, r."nextAttemptAt")
        when d.version > r.version then d.next_attempt_at
        else r."nextAttemptAt" end,
      delivered_at = case when r.outcome = 'delivered' then ${now.toISOString()}::timestamptz else d.delivered_at end,
      last_error = case when d.version > r.version then d.last_error else r.error end
    from json_to_recordset(${toJson(settled)}::json) as r(
      "findingId" text, outcome text, error text, version timestamptz, "nextAttemptAt" timestamptz)
    where d.sink = ${sink} and d.finding_id = r."findingId"`);
}

/** Deliveries that can be sent together, to one sink. */
export interface DeliveryLane {
  readonly sink: string;
  readonly partition: string;
}

/**
 * Lanes of these sinks that have due deliveries and no worker. Deliveries to a sink that is not open in this process
 * wait until it is, and are deleted with their finding.
 */
export async function dueLanes(db: Db, now: Date, sinks: readonly string[]): Promise<readonly DeliveryLane[]> {
  return db
    .selectDistinct({ sink: deliveries.sink, partition: deliveries.partition })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.state, 'pending'),
        inArray(deliveries.sink, [...sinks]),
        sql`${deliveries.nextAttemptAt} <= ${now.toISOString()}::timestamptz`,
        sql`coalesce(${deliveries.claimedUntil} <= ${now.toISOString()}::timestamptz, true)`,
      ),
    )
    .orderBy(deliveries.sink, deliveries.partition);
}

export async function deliveriesOf(db: Db, findingId: string): Promise<readonly DeliveryRow[]> {
  return db.select().from(deliveries).where(eq(deliveries.findingId, findingId)).orderBy(deliveries.sink);
}
