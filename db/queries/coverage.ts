import { and, asc, desc, eq, gte, inArray, lt, notInArray, sql, type SQL } from 'drizzle-orm';
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
 * Writes present coverage facts; of several facts about the same place the last counts. A fact keeps its `since` as
 * long as state and reason stay the same. A place is not covered while known objects of it cannot be fetched, or came
 * too late to be relied on, whatever the given fact says.
 *
 * @param by who states the facts. A turn knows what it read, but not what else there would be to read: when a pass
 *   found that logs are not delivered, its fact stands until the next pass. What is still read of an account that left
 *   says nothing about the organization.
 */
export async function putCoverage(
  db: Db,
  facts: readonly CoverageFact[],
  now: Date,
  by: 'pass' | 'turn' = 'pass',
): Promise<void> {
  if (facts.length > 0) await db.execute(coverageWritten(facts, now, by, sql`log_objects`));
}

/**
 * The statement of `putCoverage`.
 *
 * @param ledger where objects that cannot be fetched are looked up: the table, or a larger statement's own version of
 * it
 */
export function coverageWritten(facts: readonly CoverageFact[], now: Date, by: 'pass' | 'turn', ledger: SQL): SQL {
  const latest = new Map(
    facts.map((fact) => [`${fact.about}|${fact.accountId}|${fact.region ?? ''}|${fact.source ?? ''}`, fact]),
  );
  return sql`
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
      from ${ledger} o
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
    where ${by}::text = 'pass' or coverage.reason <> 'no-log-source'`;
}

/** Writes what digests prove, and deletes facts about logs that nobody delivers any more. */
export async function putIntegrityCoverage(db: Db, facts: readonly CoverageFact[], now: Date): Promise<void> {
  await putCoverage(db, facts, now);
  await db.delete(coverage).where(and(eq(coverage.about, 'integrity'), lt(coverage.checkedAt, now)));
}

/**
 * Deletes facts about the organization's accounts that the last pass did not state again: of a Region that was
 * disabled, of a member that left or now refuses access.
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
 * Writes what can be read of the inventories of accounts, and deletes earlier facts about the inventories of these
 * accounts.
 *
 * @param facts all present facts about these inventories
 */
export async function putInventoryCoverage(db: Db, facts: readonly CoverageFact[], now: Date): Promise<void> {
  await putCoverage(db, facts, now);
  const accountIds = [...new Set(facts.map(({ accountId }) => accountId))];
  await db
    .delete(coverage)
    .where(and(eq(coverage.about, 'inventory'), inArray(coverage.accountId, accountIds), lt(coverage.checkedAt, now)));
}

export type PastGapRow = typeof pastGaps.$inferSelect;

/** Gaps that ended after `from` and began before `to`, ordered by their end, the latest first. */
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

/** Deletes facts about the inventories of accounts that are no longer asked: all but these. */
export async function dropInventoryCoverage(db: Db, asked: readonly string[]): Promise<void> {
  await db.delete(coverage).where(and(eq(coverage.about, 'inventory'), notInArray(coverage.accountId, [...asked])));
}
