import assert from 'node:assert/strict';
import { and, gte, lt, or, sql } from 'drizzle-orm';
import { days } from '#services/model/time.ts';
import { SEVERITY_LABELS, severityBand, type SeverityLabel } from '#services/model/severity.ts';
import { ANSWERS_KEPT_MS } from '../answers.ts';
import type { Db } from '../client.ts';
import { answers } from '../schema/cases.ts';
import { findings } from '../schema/findings.ts';
import { IS_HEARD_EARLY } from './read-hours.ts';

/** How long data is kept: the rule is in `docs/architecture.md`. */
export interface SweepBounds {
  /** Up to this delay after its time, in ms, an object is still counted with everything that it belongs to. */
  readonly lateMs: number;
  readonly retentionMs: number;
  /** By severity, as the owner's rules rate findings; it overrides `retentionMs`. */
  readonly retentionMsOf?: Partial<Record<SeverityLabel, number>>;
}

/**
 * Closes the windows that no object can reach any more, given that objects come at most `lateMs` late: deletes their
 * tallies, and the observations whose counts their findings keep. The time of a partition is bounded by its newest
 * record, by the oldest object that waits to be read (one that cannot be fetched holds a window for the retention at
 * most), and by the listing that is furthest behind. So a log whose clock runs ahead closes nothing.
 *
 * @returns how many tallies were deleted
 */
export async function closeWindows(db: Db, now: Date, { lateMs, retentionMs }: SweepBounds): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const [row] = await db.execute<{ dropped: number }>(
    sql`
    with reached as (
      select partition, least(
        ${at},
        (select min(listed_at) from listings where missed_since is null),
        (select max(last_time) from log_objects o where o.partition = t.partition),
        (select greatest(min(coalesce(key_time, '-infinity')), ${at} - ${retentionMs} * interval '1 millisecond')
          from log_objects o where o.partition = t.partition and o.state = 'pending' having count(*) > 0)) as time
      from (select distinct partition from tallies) as t),
    dropped as (
      delete from tallies t using reached r
      where t.partition = r.partition and t.window_end < r.time - ${lateMs} * interval '1 millisecond'
      returning t.partition, t.type, t.window_start),
    closed as (
      delete from observations o using dropped d
      where (o.partition, o.type, o.window_start) = (d.partition, d.type, d.window_start))
    select count(*)::int as dropped from dropped`,
    'objects',
  );
  assert(row !== undefined, 'A count without groups has one row.');
  return row.dropped;
}

/** Our clock and S3's differ by less. */
const SLACK_MS = days(1);

/**
 * Deletes findings that did not change within the retention of their severity, answers that expired, facts that were
 * not learned again within the retention, and objects settled before it. An object of a listed bucket stays as long as
 * a listing may offer it again, which ends `lateMs` after a listing has passed it: after a long pause of the service,
 * the next listing continues where the last one ended.
 */
export async function dropExpired(
  db: Db,
  now: Date,
  { lateMs, retentionMs, retentionMsOf = {} }: SweepBounds,
): Promise<{ readonly findings: number; readonly objects: number; readonly facts: number }> {
  // Batches of events are never offered again, and there are many.
  const at = sql`${new Date(now.getTime() - SLACK_MS).toISOString()}::timestamptz`;
  const before = sql`${new Date(now.getTime() - retentionMs).toISOString()}::timestamptz`;
  const expired = SEVERITY_LABELS.map((label) => {
    const { from, below } = severityBand(label);
    const last = new Date(now.getTime() - (retentionMsOf[label] ?? retentionMs));
    const { contextSeverity, updatedAt } = findings;
    return and(gte(contextSeverity, from), lt(contextSeverity, below), lt(updatedAt, last));
  });
  await db.delete(answers).where(lt(answers.at, new Date(now.getTime() - ANSWERS_KEPT_MS)));
  const [row] = await db.execute<{ findings: number; objects: number; facts: number }>(
    sql`
    with listed as (select bucket, min(listed_at) as at from listings group by bucket),
    old_findings as (
      delete from findings where ${or(...expired)} returning 1),
    old_objects as (
      delete from log_objects o
      where o.state <> 'pending' and o.settled_at < ${before}
        and not exists (select from listed l where l.bucket = o.bucket
          and o.settled_at >= l.at - ${lateMs + SLACK_MS} * interval '1 millisecond')
        or ${IS_HEARD_EARLY} and o.state = 'read' and o.settled_at < ${at}
      returning 1),
    old_hours as (
      delete from read_hours where hour < ${before}),
    old_requests as (
      delete from enrolment_requests where ended_at < ${before}),
    old_digests as (
      delete from digests where to_time < ${before}),
    old_proof_gaps as (
      delete from proof_gaps where to_time < ${before}),
    old_gaps as (
      delete from past_gaps where ended_at < ${before}),
    old_ends as (
      delete from resource_ends e where ended_at < ${before}
        and not exists (select from findings f where f.account_id = e.account_id and f.resource_id = e.id)),
    old_facts as (
      delete from inventory where learned_at < ${before} returning 1)
    select (select count(*) from old_findings)::int as findings, (select count(*) from old_objects)::int as objects,
      (select count(*) from old_facts)::int as facts`,
    'objects',
  );
  assert(row !== undefined, 'Three counts are one row.');
  return row;
}
