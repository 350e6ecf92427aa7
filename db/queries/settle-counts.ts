import { sql } from 'drizzle-orm';
import type { Db } from '../client.ts';

/** An arbitrary number that no other application on the server may use for advisory locks. */
const COUNTS_LOCK = 8_338_757;

/**
 * Merges the rows that statements added to the counts of each group since the last call, so that counting reads at most
 * one row a group. The totals stay the same.
 */
export async function settleCounts(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    // Writers of findings only add rows, and never wait; only one process settles at a time.
    await tx.execute(sql`select pg_advisory_xact_lock(${COUNTS_LOCK})`);
    // One statement reads one snapshot: where a group's latest finding has to be looked up, the findings match the
    // rows.
    await tx.execute(sql`
      with due as (select distinct account_id, type from finding_groups where not settled),
      gone as (
        delete from finding_groups g using due d where (g.account_id, g.type) = (d.account_id, d.type) returning g.*),
      groups as (
        select type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback,
          sum(count) as count, max(last_seen) as last_seen, max(left_at) as left_at
        from gone group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 having sum(count) <> 0)
      insert into finding_groups (type, account_id, region, severity, context_severity, archived, status, assignee,
        suppressed_by, rated_by, feedback, count, last_seen, settled)
      select type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback,
        count, case when left_at >= last_seen then (
          select max(f.last_seen) from findings f
          where (f.account_id, f.type, f.region, f.severity, f.context_severity, f.archived, f.status)
            = (g.account_id, g.type, g.region, g.severity, g.context_severity, g.archived, g.status)
            and f.assignee is not distinct from g.assignee and f.suppressed_by is not distinct from g.suppressed_by
            and f.rated_by is not distinct from g.rated_by and f.feedback is not distinct from g.feedback)
          else last_seen end, true
      from groups g`);
    await tx.execute(sql`
      with due as (select distinct day from finding_days where not settled),
      gone as (delete from finding_days d using due where d.day = due.day returning d.*)
      insert into finding_days (day, severity, context_severity, archived, status, count, settled)
      select day, severity, context_severity, archived, status, sum(count), true
      from gone group by 1, 2, 3, 4, 5 having sum(count) <> 0`);
    await tx.execute(sql`
      with due as (select distinct day from finding_starts where not settled),
      gone as (delete from finding_starts s using due where s.day = due.day returning s.*)
      insert into finding_starts (day, type, account_id, count, settled)
      select day, type, account_id, sum(count), true from gone group by 1, 2, 3 having sum(count) <> 0`);
  });
}
