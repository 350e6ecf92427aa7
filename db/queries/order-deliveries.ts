import { and, eq, exists, isNull, not, sql, type SQL } from 'drizzle-orm';
import { EVERY_VERSION, type DeliveryTerms } from '#services/model/delivery.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { deliveries } from '../schema/deliveries.ts';
import { findings } from '../schema/findings.ts';
import { lockedInOrder } from './deliveries.ts';
import { matching, unlike } from './findings.ts';

/** Orders the delivery of a finding, in its present version, to a sink. */
export interface DeliveryOrder {
  readonly sink: string;
  readonly terms: DeliveryTerms;
  readonly findingId: string;
  readonly partition: string;
}

/**
 * Orders the newest version: it replaces a version that is still unsent, and follows one that is being sent. A finding
 * that is out of sight, or excluded by the sink's terms, is withheld. The exception: a sink that was told of a finding
 * also gets its later versions.
 */
export async function orderDeliveries(tx: Db, orders: readonly DeliveryOrder[], now: Date): Promise<void> {
  const bySink = [...Map.groupBy(orders, ({ sink }) => sink)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [sink, ordered] of bySink) await orderFrom(tx, sink, ordered, now);
}

async function orderFrom(tx: Db, sink: string, orders: readonly DeliveryOrder[], now: Date): Promise<void> {
  const terms = orders[0]?.terms ?? EVERY_VERSION;
  const rows = orders.map(({ findingId, partition }) => ({ findingId, partition }));
  await tx.execute(sql`
    insert into deliveries as d (sink, finding_id, partition, version, state, next_attempt_at)
    select ${sink}, ${findings.id}, r.partition, ${findings.updatedAt}, case when ${toldOf(terms)} then 'pending' else 'withheld' end,
      ${now.toISOString()}::timestamptz
    from json_to_recordset(${toJson(rows)}::json) as r("findingId" text, partition text)
    join ${findings} on ${findings.id} = r."findingId"
    order by ${findings.id}
    on conflict (sink, finding_id) do update set
      partition = excluded.partition, version = excluded.version, attempts = 0, last_error = null,
      state = case when d.delivered_at is null and d.state = 'withheld' then excluded.state else 'pending' end,
      next_attempt_at = greatest(
        excluded.next_attempt_at, d.delivered_at + ${terms.updateEveryMs}::float8 * interval '1 millisecond')
    where d.version < excluded.version or (d.state = 'withheld' and excluded.state = 'pending')`);
}

/** Whether a sink that does not know a finding receives it. */
function toldOf({ only = {}, except }: DeliveryTerms): SQL {
  return and(eq(findings.archived, false), matching(only), except && unlike(except)) ?? sql`true`;
}

/**
 * Withholds the due deliveries of a lane that are no longer to be sent, or should not have become due: the code that
 * archives and restores findings does not know the terms of sinks.
 */
export async function withhold(
  db: Db,
  { sink, partition }: { readonly sink: string; readonly partition: string },
  terms: DeliveryTerms,
): Promise<void> {
  const unwanted = db
    .select({ id: findings.id })
    .from(findings)
    .where(and(eq(findings.id, deliveries.findingId), not(toldOf(terms))));
  await db
    .update(deliveries)
    .set({ state: 'withheld' })
    .where(
      lockedInOrder(
        and(
          eq(deliveries.sink, sink),
          eq(deliveries.partition, partition),
          eq(deliveries.state, 'pending'),
          isNull(deliveries.deliveredAt),
          exists(unwanted),
        ),
      ),
    );
}
