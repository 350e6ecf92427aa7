import assert from 'node:assert/strict';
import { and, count, desc, max, sql, type AnyColumn } from 'drizzle-orm';
import { SEVERITY_LABELS, severityBand } from '#services/model/severity.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { findings } from '../schema/findings.ts';
import { logObjects } from '../schema/log-objects.ts';
import { matching } from './findings.ts';
import { within } from './scope.ts';

export type FindingGroup = 'type' | 'accountId' | 'region' | 'severity';

export interface FindingCount {
  /** Finding type, account id, Region, or severity label. */
  readonly key: string;
  readonly count: number;
  readonly lastSeen: Date;
}

/** How many findings of each type, account, Region or severity band, most first. Groups without findings are absent. */
export async function findingCounts(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  group: FindingGroup,
): Promise<readonly FindingCount[]> {
  const key = group === 'severity' ? SEVERITY_LABEL : sql<string>`${findings[group]}`;
  const rows = await db
    .select({ key: key.as('key'), count: count().as('count'), lastSeen: max(findings.lastSeen) })
    .from(findings)
    .where(and(within(scope, findings.accountId), matching(filter)))
    .groupBy(sql`1`)
    .orderBy(desc(sql`2`), sql`1`);
  return rows.map(({ lastSeen, ...row }) => {
    assert(lastSeen !== null, 'A group that is counted has a finding, and every finding was seen.');
    return { ...row, lastSeen };
  });
}

export type TimeStep = 'hour' | 'day';

/** Findings of one severity that were last seen in one step of time. */
export interface FindingCountOfTime {
  /** When the step begins, in UTC. */
  readonly from: Date;
  readonly severity: string;
  readonly count: number;
}

/** Steps of which there is something to tell, at most: a year of days. */
const COUNTS_OF_TIME_MAX = 4 * 366;

/** How many findings were last seen when, the latest first. Steps without findings are absent. */
export async function findingsOverTime(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  step: TimeStep,
): Promise<readonly FindingCountOfTime[]> {
  const from = sql<Date>`date_trunc(${step}, ${findings.lastSeen}, 'UTC')`.mapWith(findings.lastSeen);
  return db
    .select({ from: from.as('from'), severity: SEVERITY_LABEL.as('severity'), count: count().as('count') })
    .from(findings)
    .where(and(within(scope, findings.accountId), matching(filter)))
    .groupBy(sql`1`, sql`2`)
    .orderBy(desc(sql`1`), sql`2`)
    .limit(COUNTS_OF_TIME_MAX);
}

const SEVERITY_LABEL = sql<string>`case ${sql.join(
  SEVERITY_LABELS.map(
    (label) => sql`when ${findings.severity} < ${severityBand(label).below}::float8 then ${label}::text`,
  ),
  sql` `,
)} end`;

export interface ReadingCount {
  /** Null: what it is could not be told. */
  readonly source: SourceName | null;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly objects: number;
  readonly pending: number;
  readonly failed: number;
  readonly records: number;
  readonly unreadable: number;
  /** What detection left out, as the ledger says. */
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
