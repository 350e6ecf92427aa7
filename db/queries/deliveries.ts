import { and, eq, gt, inArray, isNotNull, notInArray, sql, type SQL } from 'drizzle-orm';
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
 * A condition for an update: the deliveries that meet another one, locked in the order of their key. `orderDeliveries`
 * locks them in that order too, so that two transactions that change several at once never wait for each other.
 */
export function lockedInOrder(those: SQL | undefined): SQL | undefined {
  const key = sql`${deliveries.sink}, ${deliveries.findingId}`;
  // The condition is there twice, so that neither the update nor the subquery reads other rows.
  return and(those, sql`(${key}) in (select ${key} from ${deliveries} where ${those} order by ${key} for update)`);
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
    .where(
      lockedInOrder(
        and(
          eq(deliveries.sink, sink),
          eq(deliveries.partition, partition),
          eq(deliveries.state, 'pending'),
          isNotNull(deliveries.claimedUntil),
        ),
      ),
    );
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
      lockedInOrder(
        and(
          eq(deliveries.sink, sink),
          eq(deliveries.partition, partition),
          eq(deliveries.state, 'pending'),
          gt(deliveries.nextAttemptAt, now),
          gt(deliveries.attempts, 0),
          notInArray(deliveries.findingId, [...except]),
        ),
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
  const ids = sql.param(settled.map(({ findingId }) => findingId));
  const those = and(eq(deliveries.sink, sink), sql`${deliveries.findingId} = any(${ids}::text[])`);
  await db.execute(sql`
    update deliveries set
      claimed_until = null,
      state = case when deliveries.version > r.version or r.outcome = 'retry' then 'pending' else r.outcome end,
      attempts = case when deliveries.version > r.version then deliveries.attempts else deliveries.attempts + 1 end,
      next_attempt_at = case
        when deliveries.version > r.version and r.outcome = 'delivered' then greatest(deliveries.next_attempt_at, r."nextAttemptAt")
        when deliveries.version > r.version then deliveries.next_attempt_at
        else r."nextAttemptAt" end,
      delivered_at = case when r.outcome = 'delivered' then ${now.toISOString()}::timestamptz else deliveries.delivered_at end,
      last_error = case when deliveries.version > r.version then deliveries.last_error else r.error end
    from json_to_recordset(${toJson(settled)}::json) as r(
      "findingId" text, outcome text, error text, version timestamptz, "nextAttemptAt" timestamptz)
    where deliveries.finding_id = r."findingId" and ${lockedInOrder(those)}`);
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
