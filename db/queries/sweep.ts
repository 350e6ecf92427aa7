import { sql } from 'drizzle-orm';
import type { Db } from '../client.ts';

/**
 * Drops the tallies of windows that ended `horizonMs` before the newest record of their partition, and seals what they
 * counted. A clock that runs ahead in some log closes nothing: a newest record in the future counts as now.
 *
 * @returns how many were dropped
 */
export async function sealTallies(db: Db, now: Date, horizonMs: number): Promise<number> {
  const [row] = await db.execute<{ dropped: number }>(
    sql`
    with newest as (
      select partition, least(max(last_time), ${now.toISOString()}::timestamptz) as at
      from log_objects where partition in (select partition from tallies) group by partition),
    dropped as (
      delete from tallies t using newest n
      where t.partition = n.partition and t.window_end < n.at - ${horizonMs} * interval '1 millisecond'
      returning t.partition, t.type, t.window_start),
    sealed as (
      update observations o set sealed_count = o.count, tallies = '{}'
      from dropped d where (o.partition, o.type, o.window_start) = (d.partition, d.type, d.window_start))
    select count(*)::int as dropped from dropped`,
    'objects',
  );
  return row?.dropped ?? 0;
}

/** Drops findings that nothing happened to, and settled objects, since before `before`. */
export async function dropExpired(
  db: Db,
  before: Date,
): Promise<{ readonly findings: number; readonly objects: number }> {
  const [row] = await db.execute<{ findings: number; objects: number }>(
    sql`
    with old_findings as (
      delete from findings where updated_at < ${before.toISOString()}::timestamptz returning 1),
    old_objects as (
      delete from log_objects where state <> 'pending' and settled_at < ${before.toISOString()}::timestamptz returning 1)
    select (select count(*) from old_findings)::int as findings, (select count(*) from old_objects)::int as objects`,
    'objects',
  );
  return row ?? { findings: 0, objects: 0 };
}
