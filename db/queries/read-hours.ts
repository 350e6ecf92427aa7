import { and, asc, gte, inArray, lt, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { HourCount } from '#services/model/coverage-hour.ts';
import { BATCH_ORIGINS, type BatchOrigin } from '#services/model/event-batch.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { readHours } from '../schema/read-hours.ts';
import { within } from './scope.ts';

/** Selects hours: those that begin at `from` or later and before `to`. */
export interface HoursAsked {
  /** All when absent. */
  readonly accountIds?: readonly string[] | undefined;
  readonly from: Date;
  readonly to: Date;
}

/** For each stream, what was read hour by hour, and what waits to be read. Hours with neither are absent. */
export async function hourCounts(
  db: Db,
  scope: ViewerScope,
  { accountIds, from, to }: HoursAsked,
): Promise<readonly HourCount[]> {
  const settled = await db
    .select()
    .from(readHours)
    .where(
      and(
        within(scope, readHours.accountId),
        accountIds && inArray(readHours.accountId, [...accountIds]),
        gte(readHours.hour, from),
        lt(readHours.hour, to),
      ),
    )
    .orderBy(asc(readHours.accountId), asc(readHours.source), asc(readHours.region), asc(readHours.hour));
  const pending = await pendingHours(db, scope, { accountIds, from, to });
  const disproved = await disprovedHours(db, scope, { accountIds, from, to });
  return [
    ...settled.map(({ hour, ...counts }) => ({ ...counts, hour: hour.getTime(), disproved: 0, pending: 0 })),
    ...pending.map(({ hour, ...counts }) => ({ ...NOTHING, ...counts, hour: Date.parse(hour) })),
    ...disproved.map(({ hour, ...counts }) => ({ ...NOTHING, ...counts, hour: Date.parse(hour) })),
  ];
}

const NOTHING = { objects: 0, failed: 0, late: 0, proved: 0, disproved: 0, records: 0, unreadable: 0, pending: 0 };

/** The query is cheap, because what digests prove wrong is rare. */
async function disprovedHours(db: Db, scope: ViewerScope, { accountIds, from, to }: HoursAsked) {
  const ours = within(scope, sql`g.account_id`);
  const wanted = accountIds && isOneOf(sql`g.account_id`, accountIds);
  return db.execute<{ accountId: string; region: string; source: string; hour: string; disproved: number }>(
    sql`
    select g.account_id as "accountId", g.region, g.source, date_trunc('hour', g.from_time, 'UTC') as hour,
      count(*)::int as disproved
    from proof_gaps g
    where ${and(sql`g.ended_at is null and g.kind like 'object-%'`, ours, wanted)}
      and g.from_time >= ${from.toISOString()}::timestamptz and g.from_time < ${to.toISOString()}::timestamptz
    group by 1, 2, 3, 4 order by 1, 3, 2, 4`,
    'objects',
  );
}

/** The hours of a stream since a time. */
export interface StreamHours {
  readonly accountId: string;
  readonly region: string;
  readonly source: SourceName;
  readonly first: number;
  readonly last: number;
  readonly written: number;
}

/** The streams that ended: objects came after `since`, but none after `before`, and none waits to be read. */
export async function streamsThatEnded(db: Db, since: Date, before: Date): Promise<readonly StreamHours[]> {
  const rows = await db.execute<Omit<StreamHours, 'first' | 'last'> & { first: string; last: string }>(
    sql`
    select h.account_id as "accountId", h.region, h.source, min(h.hour) as first, max(h.hour) as last, count(*)::int as written
    from read_hours h
    where h.hour >= ${since.toISOString()}::timestamptz and h.objects > 0 and h.region is not null
    group by 1, 2, 3
    having max(h.hour) < ${before.toISOString()}::timestamptz and not exists (
      select from log_objects o
      where o.account_id = h.account_id and o.source = h.source and o.region = h.region and o.state = 'pending')
    order by 1, 2, 3`,
    'objects',
  );
  return rows.map(({ first, last, ...row }) => ({ ...row, first: Date.parse(first), last: Date.parse(last) }));
}

/** Whether a column is among texts, passed as one parameter. */
export function isOneOf(column: SQLWrapper, texts: readonly string[]): SQL {
  return sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)))`;
}

/** Few objects wait, or many only for a while, so they are counted on demand. */
async function pendingHours(db: Db, scope: ViewerScope, { accountIds, from, to }: HoursAsked) {
  const ours = within(scope, sql`o.account_id`);
  const wanted = accountIds && isOneOf(sql`o.account_id`, accountIds);
  return db.execute<{ accountId: string; region: string | null; source: string; hour: string; pending: number }>(
    sql`
    select o.account_id as "accountId", o.region, o.source, ${HOUR_OF_OBJECT} as hour, count(*)::int as pending
    from log_objects o
    where ${and(sql`o.state = 'pending' and o.account_id is not null and o.source is not null and not ${IS_EVENT_BATCH}`, ours, wanted)}
      and coalesce(o.key_time, o.received_at) >= ${from.toISOString()}::timestamptz
      and coalesce(o.key_time, o.received_at) < ${to.toISOString()}::timestamptz
    group by 1, 2, 3, 4 order by 1, 3, 2, 4`,
    'objects',
  );
}

/** The hour that an object of the ledger, `o`, counts in. */
export const HOUR_OF_OBJECT = sql.raw(`date_trunc('hour', coalesce(o.key_time, o.received_at), 'UTC')`);

/**
 * Whether an object `o` of the ledger is a batch of events: what did not come from a bucket says nothing about
 * delivery.
 */
export const IS_EVENT_BATCH = isOfOrigins(BATCH_ORIGINS);

/** Whether it is a batch that CloudTrail delivers to a bucket as well. */
export const IS_HEARD_EARLY = isOfOrigins(['sqs']);

/** @param table the name of the ledger in the query */
export function isOfOrigins(origins: readonly BatchOrigin[], table = 'o'): SQL {
  const keys = origins.map((origin) => `starts_with(${table}.key, '${origin}://')`);
  return sql.raw(`(${table}.bucket = '' and (${keys.join(' or ')}))`);
}
