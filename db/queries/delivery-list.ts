import { and, count, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '#services/model/audit.ts';
import type { DeliveryState } from '#services/model/delivery.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { deliveries } from '../schema/deliveries.ts';
import { findings } from '../schema/findings.ts';
import { appendAudit } from './audit.ts';
import { lockedInOrder } from './deliveries.ts';
import { within } from './scope.ts';

/** Filters deliveries: every member narrows; any value of a list matches. */
export interface DeliveryFilter {
  readonly sinks?: readonly string[] | undefined;
  readonly states?: readonly DeliveryState[] | undefined;
  readonly findingIds?: readonly string[] | undefined;
}

/** A delivery and its finding. */
export interface Delivery {
  readonly sink: string;
  readonly findingId: string;
  readonly accountId: string;
  readonly region: string;
  /** Finding type. */
  readonly type: string;
  readonly state: DeliveryState;
  /** `updatedAt` of the version that is owed or was sent. */
  readonly version: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly deliveredAt: Date | null;
  readonly lastError: string | null;
}

/** A place in the order of deliveries, which is that of their key. */
export type DeliveryCursor = Pick<Delivery, 'sink' | 'findingId'>;

const COLUMNS = {
  sink: deliveries.sink,
  findingId: deliveries.findingId,
  accountId: findings.accountId,
  region: findings.region,
  type: findings.type,
  state: deliveries.state,
  version: deliveries.version,
  attempts: deliveries.attempts,
  nextAttemptAt: deliveries.nextAttemptAt,
  deliveredAt: deliveries.deliveredAt,
  lastError: deliveries.lastError,
};

/** At most `limit` deliveries after a place, ordered by sink and finding. */
export async function deliveriesPage(
  db: Db,
  scope: ViewerScope,
  filter: DeliveryFilter,
  page: { readonly limit: number; readonly after?: DeliveryCursor | undefined },
): Promise<readonly Delivery[]> {
  const { after } = page;
  return db
    .select(COLUMNS)
    .from(deliveries)
    .innerJoin(findings, eq(findings.id, deliveries.findingId))
    .where(
      and(
        within(scope, findings.accountId),
        matching(filter),
        after && sql`(${deliveries.sink}, ${deliveries.findingId}) > (${after.sink}, ${after.findingId})`,
      ),
    )
    .orderBy(deliveries.sink, deliveries.findingId)
    .limit(page.limit);
}

export interface DeliveryCount extends Pick<Delivery, 'sink' | 'state'> {
  readonly deliveries: number;
}

/** The number of deliveries by sink and state. */
export async function deliveryCounts(db: Db, scope: ViewerScope): Promise<readonly DeliveryCount[]> {
  const scoped = within(scope, findings.accountId);
  return db
    .select({ sink: deliveries.sink, state: deliveries.state, deliveries: count() })
    .from(deliveries)
    .innerJoin(findings, eq(findings.id, deliveries.findingId))
    .where(scoped)
    .groupBy(deliveries.sink, deliveries.state)
    .orderBy(deliveries.sink, deliveries.state);
}

/**
 * Makes dead letters due again, as if they had never been tried, and says so in the audit log.
 *
 * @returns how many there were
 */
export async function redriveDeliveries(
  tx: Db,
  scope: ViewerScope,
  filter: Omit<DeliveryFilter, 'states'>,
  actor: Actor,
  now: Date,
): Promise<number> {
  const scoped = within(scope, findings.accountId);
  const seen = scoped && inArray(deliveries.findingId, tx.select({ id: findings.id }).from(findings).where(scoped));
  // Counted by the database: there may be a million of them.
  const due = tx.$with('due').as(
    tx
      .update(deliveries)
      .set({ state: 'pending', attempts: 0, nextAttemptAt: now, lastError: null })
      .where(lockedInOrder(and(seen, matching({ ...filter, states: ['failed'] }))))
      .returning({ findingId: deliveries.findingId }),
  );
  const [counted] = await tx.with(due).select({ redriven: count() }).from(due);
  const redriven = counted?.redriven ?? 0;
  if (redriven === 0) return 0;
  const { sinks, findingIds } = filter;
  const about = { ...(sinks && { sinks }), ...(findingIds && { findingIds }), redriven };
  await appendAudit(tx, [{ ...actor, what: 'deliveries.redriven', about }], now);
  return redriven;
}

function matching({ sinks, states, findingIds }: DeliveryFilter): SQL | undefined {
  return and(
    sinks && inArray(deliveries.sink, [...sinks]),
    states && inArray(deliveries.state, [...states]),
    findingIds && inArray(deliveries.findingId, [...findingIds]),
  );
}
