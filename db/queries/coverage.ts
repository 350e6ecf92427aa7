import { and, asc, desc, eq, gte, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { accounts } from '../schema/accounts.ts';
import { coverage, pastGaps } from '../schema/coverage.ts';
import { within } from './scope.ts';

export type CoverageRow = typeof coverage.$inferSelect;

/** Gaps first, then by account. */
export async function allCoverage(db: Db, scope: ViewerScope): Promise<readonly CoverageRow[]> {
  return db
    .select()
    .from(coverage)
    .where(within(scope, coverage.accountId))
    .orderBy(
      sql`state = 'covered'`,
      asc(coverage.accountId),
      asc(coverage.region),
      asc(coverage.source),
      asc(coverage.about),
    );
}

/**
 * States how things are now; of several facts about the same, the last. A fact keeps its `since` as long as its state
 * and reason stay the same. A place is not covered while objects of it are known that cannot be had, or
 * that came later than can be relied on to be seen, whoever says so.
 *
 * @param by who states them. A turn knows what it read, and not what else there would be to read: where a pass found
 *   logs that are not delivered, that stands until the next pass. What is still read of an account that left says
 *   nothing of the organization.
 */
export async function putCoverage(
  db: Db,
  facts: readonly CoverageFact[],
  now: Date,
  by: 'pass' | 'turn' = 'pass',
): Promise<void> {
  if (facts.length === 0) return;
  const latest = new Map(
    facts.map((fact) => [`${fact.about}|${fact.accountId}|${fact.region ?? ''}|${fact.source ?? ''}`, fact]),
  );
  await db.execute(sql`
    insert into coverage (about, account_id, region, source, state, reason, detail, since, checked_at)
    select r.about, r."accountId", r.region, r.source,
      case when covered and (refused.objects > 0 or late.detail is not null) then 'gap' else r.state end,
      case when covered and refused.denied > 0 then 'bucket-denied'
        when covered and refused.objects > 0 then 'error'
        when covered and late.detail is not null then 'late-delivery' else r.reason end,
      case when covered and refused.objects > 0
        then format('Objects that cannot be had: %s. The first: %s', refused.objects, refused.message)
        when covered then coalesce(late.detail, r.detail) else r.detail end,
      coalesce(to_timestamp(r.since / 1000.0), ${now.toISOString()}::timestamptz), ${now.toISOString()}::timestamptz
    from json_to_recordset(${toJson([...latest.values()])}::json) as r(
      about text, "accountId" text, region text, source text, state text, reason text, detail text, since float8)
    cross join lateral (select r.state = 'covered' and r.about = 'detection' as covered) as said
    cross join lateral (
      select count(*) as objects, count(*) filter (where o.troubles->0->>'kind' = 'access-denied') as denied,
        min(o.key || ': ' || (o.troubles->0->>'message')) as message
      from log_objects o
      where o.account_id = r."accountId" and o.source = r.source and o.region is not distinct from r.region
        and o.state = 'pending' and o.attempts > 0) as refused
    cross join lateral (
      select min(l.late) as detail from listings l
      where l.account_id = r."accountId" and l.source = r.source and l.region is not distinct from r.region
        and l.late is not null and l.late_until > ${now.toISOString()}::timestamptz) as late
    where ${by}::text = 'pass' or not exists (select from accounts a
      where a.id = r."accountId" and a.listed_at < (select max(listed_at) from accounts))
    on conflict (about, account_id, region, source) do update set
      state = excluded.state, reason = excluded.reason, detail = excluded.detail, checked_at = excluded.checked_at,
      since = case when (coverage.state, coverage.reason) = (excluded.state, excluded.reason)
        then coverage.since else excluded.since end
    where ${by}::text = 'pass' or coverage.reason <> 'no-log-source'`);
}

/** States what digests prove, and drops what was said of logs that nobody delivers any more. */
export async function putIntegrityCoverage(db: Db, facts: readonly CoverageFact[], now: Date): Promise<void> {
  await putCoverage(db, facts, now);
  await db.delete(coverage).where(and(eq(coverage.about, 'integrity'), lt(coverage.checkedAt, now)));
}

/**
 * Drops facts about the organization's accounts that the last look at it did not state again: of a Region that was
 * disabled, of a member that left or refuses us now.
 */
export async function dropStaleCoverage(db: Db, checkedBefore: Date): Promise<void> {
  const known = db.select({ id: accounts.id }).from(accounts);
  await db
    .delete(coverage)
    .where(
      and(eq(coverage.about, 'detection'), lt(coverage.checkedAt, checkedBefore), inArray(coverage.accountId, known)),
    );
}

/**
 * States what can be read of what accounts have, and drops what was said of these accounts' inventories before.
 *
 * @param facts all that there are about these inventories
 */
export async function putInventoryCoverage(db: Db, facts: readonly CoverageFact[], now: Date): Promise<void> {
  await putCoverage(db, facts, now);
  const accountIds = [...new Set(facts.map(({ accountId }) => accountId))];
  await db
    .delete(coverage)
    .where(and(eq(coverage.about, 'inventory'), inArray(coverage.accountId, accountIds), lt(coverage.checkedAt, now)));
}

export type PastGapRow = typeof pastGaps.$inferSelect;

/** Gaps that ended after `from` and began before `to`, the last to end first. */
export async function pastGapsOf(
  db: Db,
  scope: ViewerScope,
  { from, to, limit }: { readonly from: Date; readonly to: Date; readonly limit: number },
): Promise<readonly PastGapRow[]> {
  return db
    .select()
    .from(pastGaps)
    .where(and(within(scope, pastGaps.accountId), gte(pastGaps.endedAt, from), lt(pastGaps.since, to)))
    .orderBy(desc(pastGaps.endedAt), asc(pastGaps.accountId), asc(pastGaps.region), asc(pastGaps.source))
    .limit(limit);
}

/** Drops what was said of the inventories of accounts that are not asked any more: all but these. */
export async function dropInventoryCoverage(db: Db, asked: readonly string[]): Promise<void> {
  await db.delete(coverage).where(and(eq(coverage.about, 'inventory'), notInArray(coverage.accountId, [...asked])));
}
