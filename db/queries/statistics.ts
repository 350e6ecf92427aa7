import assert from 'node:assert/strict';
import { and, count, desc, gte, max, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { SEVERITY_LABELS, severityBand } from '#services/model/severity.ts';
import {
  FINDING_FACETS,
  FINDING_FIELDS,
  type FieldName,
  type FindingFacet,
  type FindingMoment,
  type FindingSeverity,
} from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { findingDays, findingGroups, findingStarts } from '../schema/finding-counts.ts';
import { findings } from '../schema/findings.ts';
import { logObjects } from '../schema/log-objects.ts';
import { fieldsOf, matching } from './findings.ts';
import { within } from './scope.ts';

export interface FindingCount {
  /** What the field holds: a finding type, an account id, a severity label. */
  readonly key: string;
  readonly count: number;
  readonly lastSeen: Date;
}

/** Null for findings without a value, such as those that nobody is assigned to. */
export interface FacetCount extends Omit<FindingCount, 'key'> {
  readonly key: string | null;
}

/** More than the values of any facet (types, accounts, Regions, severities) that a person would read. */
const VALUES_MAX = 1000;

/** How many findings match a filter. */
export async function countFindings(db: Db, scope: ViewerScope, filter: FindingFilter): Promise<number> {
  if (!asksOnly(GROUP_FIELDS, filter))
    return db.$count(findings, and(within(scope, findings.accountId), matching(filter)));
  const [row] = await db
    .select({ count: total(findingGroups.count) })
    .from(findingGroups)
    .where(and(within(scope, findingGroups.accountId), matching(filter, findingGroups)));
  assert(row !== undefined, 'A sum without groups has one row.');
  return row.count;
}

/** Fields by which the stored counts can be filtered, besides the account for the counts by group. */
const GROUP_FIELDS: ReadonlySet<FieldName> = new Set(FINDING_FACETS);
const DAY_FIELDS: ReadonlySet<FieldName> = new Set(['severity', 'contextSeverity', 'archived', 'status']);

function asksOnly(fields: ReadonlySet<FieldName>, filter: FindingFilter): boolean {
  return fieldsOf(filter).isSubsetOf(fields);
}

/** The number of findings by value of a field, most first. Values without findings are absent. */
export async function findingCounts(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  facet: FindingFacet,
  limit = VALUES_MAX,
): Promise<readonly FacetCount[]> {
  const counted = asksOnly(GROUP_FIELDS, filter) && (await groupCounts(db, scope, filter, facet, limit));
  if (counted) return counted;
  const rows = await db
    .select({ key: keyOf(findings, facet).as('key'), count: count().as('count'), lastSeen: max(findings.lastSeen) })
    .from(findings)
    .where(and(within(scope, findings.accountId), matching(filter)))
    .groupBy(sql`1`)
    .orderBy(desc(sql`2`), sql`1`)
    .limit(limit);
  return rows.map(({ lastSeen, ...row }) => {
    assert(lastSeen !== null, 'A group that is counted has a finding, and every finding was seen.');
    return { ...row, lastSeen };
  });
}

/**
 * The same from the stored counts; undefined when the latest finding of a value is unknown because it has just left the
 * group.
 */
async function groupCounts(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  facet: FindingFacet,
  limit: number,
): Promise<readonly FacetCount[] | undefined> {
  const rows = await db
    .select({
      key: keyOf(findingGroups, facet).as('key'),
      count: total(findingGroups.count).as('count'),
      lastSeen: max(findingGroups.lastSeen),
      leftAt: max(findingGroups.leftAt),
    })
    .from(findingGroups)
    .where(and(within(scope, findingGroups.accountId), matching(filter, findingGroups)))
    .groupBy(sql`1`)
    .having(sql`sum(${findingGroups.count}) > 0`)
    .orderBy(desc(sql`2`), sql`1`)
    .limit(limit);
  const known = rows.flatMap(({ lastSeen, leftAt, ...row }) =>
    lastSeen === null || (leftAt !== null && leftAt >= lastSeen) ? [] : [{ ...row, lastSeen }],
  );
  return known.length === rows.length ? known : undefined;
}

function keyOf(columns: Record<FindingFacet, AnyColumn>, facet: FindingFacet): SQL<string | null> {
  const { holds } = FINDING_FIELDS[facet];
  return holds === 'number' ? labelOf(columns[facet]) : sql`${columns[facet]}::text`;
}

/** The name of a severity by its number. */
function labelOf(severity: AnyColumn): SQL<string> {
  const labels = SEVERITY_LABELS.map(
    (label) => sql`when ${severity} < ${severityBand(label).below}::float8 then ${label}::text`,
  );
  return sql`case ${sql.join(labels, sql` `)} end`;
}

/** Steps of time that findings are counted by, and the maximum of steps in one answer. */
export const TIME_STEPS = { hour: 24 * 31, day: 366, week: 520 } as const;
export type TimeStep = keyof typeof TIME_STEPS;

/** The number of findings of one severity with a time in one step. */
export interface FindingCountOfTime {
  /** Beginning of the step, in UTC. */
  readonly from: Date;
  readonly severity: string;
  readonly count: number;
}

/** The number of findings by step of one of their times, the latest first. Steps without findings are absent. */
export async function findingsOverTime(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  step: TimeStep,
  moment: FindingMoment,
  severity: FindingSeverity = 'severity',
): Promise<readonly FindingCountOfTime[]> {
  const limit = SEVERITY_LABELS.length * TIME_STEPS[step];
  const firstOf = (column: AnyColumn) => sql<Date>`date_trunc(${step}, ${column}, 'UTC')`.mapWith(findings.lastSeen);
  if (moment === 'lastSeen' && step !== 'hour' && scope.kind === 'everything' && asksOnly(DAY_FIELDS, filter))
    return db
      .select({
        from: firstOf(findingDays.day).as('from'),
        severity: labelOf(findingDays[severity]).as('severity'),
        count: total(findingDays.count).as('count'),
      })
      .from(findingDays)
      .where(matching(filter, findingDays))
      .groupBy(sql`1`, sql`2`)
      .having(sql`sum(${findingDays.count}) > 0`)
      .orderBy(desc(sql`1`), sql`2`)
      .limit(limit);
  return db
    .select({
      from: firstOf(findings[moment]).as('from'),
      severity: labelOf(findings[severity]).as('severity'),
      count: count().as('count'),
    })
    .from(findings)
    .where(and(within(scope, findings.accountId), matching(filter)))
    .groupBy(sql`1`, sql`2`)
    .orderBy(desc(sql`1`), sql`2`)
    .limit(limit);
}

/** How many findings were created since the beginning of a day in UTC, by type. Types without any are absent. */
export async function createdCounts(db: Db, scope: ViewerScope, since: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ type: findingStarts.type, count: total(findingStarts.count) })
    .from(findingStarts)
    .where(and(within(scope, findingStarts.accountId), gte(findingStarts.day, since)))
    .groupBy(findingStarts.type);
  return new Map(rows.map((row) => [row.type, row.count]));
}

export interface ReadingCount {
  /** Null: the source could not be determined. */
  readonly source: SourceName | null;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly objects: number;
  readonly pending: number;
  readonly failed: number;
  readonly records: number;
  readonly unreadable: number;
  /** Records that detection skipped, summed over the ledger. */
  readonly trustedSkipped: number;
  readonly groupOverflow: number;
  readonly deduplicationOverflow: number;
  /** Time of the newest record. */
  readonly newest: Date | null;
}

/** What was read, by source, account and Region. */
export async function readingCounts(db: Db, scope: ViewerScope): Promise<readonly ReadingCount[]> {
  const { source, accountId, region, state } = logObjects;
  return db
    .select({
      source,
      accountId,
      region,
      objects: count(),
      pending: count(sql`case when ${state} = 'pending' then 1 end`),
      failed: count(sql`case when ${state} = 'failed' then 1 end`),
      records: total(logObjects.records),
      unreadable: total(logObjects.unreadable),
      trustedSkipped: total(logObjects.trustedSkipped),
      groupOverflow: total(logObjects.groupOverflow),
      deduplicationOverflow: total(logObjects.deduplicationOverflow),
      newest: max(logObjects.lastTime),
    })
    .from(logObjects)
    .where(within(scope, accountId))
    .groupBy(source, accountId, region)
    .orderBy(accountId, source, region);
}

function total(column: AnyColumn) {
  return sql<number>`coalesce(sum(${column}), 0)::float8`;
}
