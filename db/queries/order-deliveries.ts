import { and, eq, isNull, not, sql, type SQL } from 'drizzle-orm';
import { EVERY_VERSION, type DeliveryTerms } from '#services/model/delivery.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { deliveries } from '../schema/deliveries.ts';
import { findings } from '../schema/findings.ts';
import { matching, unlike } from './findings.ts';

/** Wishes a finding, as it is now, on its way to a sink. */
export interface DeliveryOrder {
  readonly sink: string;
  readonly terms: DeliveryTerms;
  readonly findingId: string;
  readonly partition: string;
}

/**
 * Asks for the newest version; one that waits unsent is replaced, one that is on its way is followed by this. A finding that
 * is out of sight, or that the sink's terms leave out, is withheld, but for one that it was told of before: it is told how that goes on.
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

/** Whether a sink is told of a finding that it knows nothing of. */
function toldOf({ only = {}, except }: DeliveryTerms): SQL {
  return and(eq(findings.archived, false), matching(only), except && unlike(except)) ?? sql`true`;
}

/**
 * Withholds what is due in a lane and is not to be told of any more, or is not after all: whoever puts findings out of sight and
 * brings them back does not know the terms of sinks.
 */
export async function withhold(
  db: Db,
  { sink, partition }: { readonly sink: string; readonly partition: string },
  terms: DeliveryTerms,
): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'withheld' })
    .from(findings)
    .where(
      and(
        eq(deliveries.sink, sink),
        eq(deliveries.partition, partition),
        eq(deliveries.state, 'pending'),
        isNull(deliveries.deliveredAt),
        eq(findings.id, deliveries.findingId),
        not(toldOf(terms)),
      ),
    );
}
