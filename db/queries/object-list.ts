import { and, asc, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '#services/model/audit.ts';
import { LOG_OBJECT_STATES, nameOf, type LogObjectState } from '#services/model/log-object.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { logObjects } from '../schema/log-objects.ts';
import { appendAudit } from './audit.ts';
import type { LogObjectRow } from './log-objects.ts';
import { HOUR_OF_OBJECT, IS_EVENT_BATCH } from './read-hours.ts';
import { within } from './scope.ts';

/** Filters objects of the ledger: every member narrows; any value of a list matches. */
export interface LogObjectFilter {
  readonly states?: readonly LogObjectState[] | undefined;
  readonly accountIds?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  /** By bucket and key; one name may have had several contents. */
  readonly names?: readonly ObjectKey[] | undefined;
  /** Objects with problems. */
  readonly troubled?: boolean | undefined;
}

export type ObjectKey = Pick<LogObjectRow, 'bucket' | 'key'>;

/** A place in the order of objects, which is that of their key. */
export type LogObjectCursor = Pick<LogObjectRow, 'bucket' | 'key' | 'etag'>;

/** At most `limit` objects after a place, by bucket, key and etag. */
export async function logObjectsPage(
  db: Db,
  scope: ViewerScope,
  filter: LogObjectFilter,
  { limit, after }: { readonly limit: number; readonly after?: LogObjectCursor | undefined },
): Promise<readonly LogObjectRow[]> {
  const { bucket, key, etag } = logObjects;
  return db
    .select()
    .from(logObjects)
    .where(
      and(
        within(scope, logObjects.accountId),
        matching(filter),
        after && sql`(${bucket}, ${key}, ${etag}) > (${after.bucket}, ${after.key}, ${after.etag})`,
      ),
    )
    .orderBy(asc(bucket), asc(key), asc(etag))
    .limit(limit);
}

/**
 * Makes failed objects due again, as if they had just come, and says so in the audit log. They are taken out of the
 * counts of their hour, which counts them again when they are settled.
 *
 * @returns how many there were
 */
export async function redriveLogObjects(
  tx: Db,
  scope: ViewerScope,
  filter: Omit<LogObjectFilter, 'states' | 'troubled'>,
  actor: Actor,
  now: Date,
): Promise<number> {
  const chosen = and(within(scope, logObjects.accountId), matching({ ...filter, states: ['failed'] }));
  // Locked in one order, so that two simultaneous calls wait for each other instead of deadlocking.
  const failed = await tx
    .select({ bucket: logObjects.bucket, key: logObjects.key, etag: logObjects.etag })
    .from(logObjects)
    .where(chosen)
    .orderBy(asc(logObjects.bucket), asc(logObjects.key), asc(logObjects.etag))
    .for('update');
  if (failed.length === 0) return 0;
  const due = sql`
    from json_to_recordset(${JSON.stringify(failed)}::json) as r(bucket text, key text, etag text)
    join log_objects o using (bucket, key, etag)`;
  await tx.execute(sql`
    with taken as (
      select o.account_id, o.region, o.source, ${HOUR_OF_OBJECT} as hour, count(*)::int as objects,
        count(*) filter (where o.received_at > o.key_time + interval '1 hour')::int as late, sum(o.unreadable) as unreadable
      ${due} where o.account_id is not null and o.source is not null and not ${IS_EVENT_BATCH}
      group by 1, 2, 3, 4)
    update read_hours h set objects = h.objects - t.objects, failed = h.failed - t.objects, late = h.late - t.late,
      unreadable = h.unreadable - t.unreadable
    from taken t
    where (h.account_id, h.source, h.hour) = (t.account_id, t.source, t.hour) and h.region is not distinct from t.region`);
  await tx.execute(sql`
    update log_objects l set state = 'pending', attempts = 0, next_attempt_at = ${now.toISOString()}::timestamptz,
      troubles = '[]', unreadable = 0, note = null, settled_at = null
    ${due} where (l.bucket, l.key, l.etag) = (o.bucket, o.key, o.etag)`);
  const { names, accountIds, sources } = filter;
  const about = {
    ...(names && { names: names.map(nameOf) }),
    ...(accountIds && { accountIds }),
    ...(sources && { sources }),
    redriven: failed.length,
  };
  await appendAudit(tx, [{ ...actor, what: 'log-objects.redriven', about }], now);
  return failed.length;
}

function matching({ states, accountIds, sources, names, troubled }: LogObjectFilter): SQL | undefined {
  const all = states !== undefined && LOG_OBJECT_STATES.every((state) => states.includes(state));
  return and(
    states && !all ? inArray(logObjects.state, [...states]) : undefined,
    accountIds && inArray(logObjects.accountId, [...accountIds]),
    sources && inArray(logObjects.source, [...sources]),
    names &&
      or(sql`false`, ...names.map(({ bucket, key }) => and(eq(logObjects.bucket, bucket), eq(logObjects.key, key)))),
    troubled === true ? sql`${logObjects.troubles} <> '[]'::jsonb` : undefined,
  );
}
