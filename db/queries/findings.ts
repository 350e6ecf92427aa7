import { and, asc, desc, eq, gt, gte, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Finding } from '#services/model/finding.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { severityBand, type SeverityLabel } from '#services/model/severity.ts';
import type { Db } from '../client.ts';
import { findings } from '../schema/findings.ts';

/** Which findings; every member narrows, an absent one does not. */
export interface FindingFilter {
  readonly types?: readonly FindingType[] | undefined;
  readonly severityMin?: number | undefined;
  readonly severities?: readonly SeverityLabel[] | undefined;
  readonly accountIds?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly resourceIds?: readonly string[] | undefined;
  /** Something of it happened at this time or after. */
  readonly seenFrom?: Date | undefined;
  /** Something of it happened before. */
  readonly seenBefore?: Date | undefined;
  readonly updatedFrom?: Date | undefined;
  readonly updatedBefore?: Date | undefined;
  readonly archived?: boolean | undefined;
}

export const FINDING_SORTS = ['updatedAt', 'lastSeen', 'severity'] as const;
export interface FindingOrder {
  readonly by: (typeof FINDING_SORTS)[number];
  readonly descending: boolean;
}

/** Where a finding stands in an order; times in ms. Ties are broken by id, so every place is taken once. */
export interface FindingCursor {
  readonly value: number;
  readonly id: string;
}

export interface FindingRow {
  readonly finding: Finding;
  readonly cursor: FindingCursor;
}

export interface FindingPage {
  readonly limit: number;
  readonly after?: FindingCursor | undefined;
  readonly before?: FindingCursor | undefined;
  /** Takes the last of the range instead of the first, last one first. */
  readonly inverted?: boolean | undefined;
}

/** At most `limit` findings between two places of an order, without counting or skipping what lies before them. */
export async function findingsPage(
  db: Db,
  filter: FindingFilter,
  order: FindingOrder,
  page: FindingPage,
): Promise<readonly FindingRow[]> {
  const column = findings[order.by];
  const descending = order.descending !== (page.inverted ?? false);
  const direction = descending ? desc : asc;
  const rows = await db
    .select({ body: findings.body, id: findings.id, value: column })
    .from(findings)
    .where(
      and(
        matching(filter),
        page.after && beyond(order, page.after, order.descending),
        page.before && beyond(order, page.before, !order.descending),
      ),
    )
    .orderBy(direction(column), direction(findings.id))
    .limit(page.limit);
  return rows.map(({ body, id, value }) => ({ finding: body, cursor: { value: Number(value), id } }));
}

export async function findingsById(db: Db, ids: readonly string[]): Promise<readonly Finding[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ body: findings.body })
    .from(findings)
    .where(inArray(findings.id, [...ids]));
  return rows.map((row) => row.body);
}

export async function countFindings(db: Db, filter: FindingFilter): Promise<number> {
  return db.$count(findings, matching(filter));
}

/** The condition that a filter stands for; undefined when it lets everything through. */
export function matching(filter: FindingFilter): SQL | undefined {
  return and(
    filter.types && inArray(findings.type, [...filter.types]),
    filter.regions && inArray(findings.region, [...filter.regions]),
    filter.accountIds && inArray(findings.accountId, [...filter.accountIds]),
    filter.resourceIds && inArray(findings.resourceId, [...filter.resourceIds]),
    filter.severityMin === undefined ? undefined : gte(findings.severity, filter.severityMin),
    filter.severities && or(sql`false`, ...filter.severities.map(inBand)),
    filter.seenFrom && gte(findings.lastSeen, filter.seenFrom),
    filter.seenBefore && lt(findings.firstSeen, filter.seenBefore),
    filter.updatedFrom && gte(findings.updatedAt, filter.updatedFrom),
    filter.updatedBefore && lt(findings.updatedAt, filter.updatedBefore),
    filter.archived === undefined ? undefined : eq(findings.archived, filter.archived),
  );
}

function inBand(label: SeverityLabel): SQL | undefined {
  const { from, below } = severityBand(label);
  return and(gte(findings.severity, from), lt(findings.severity, below));
}

/** Strictly after a place when one walks down (or up). */
function beyond({ by }: FindingOrder, { value, id }: FindingCursor, down: boolean): SQL | undefined {
  const column = findings[by];
  const limit = by === 'severity' ? value : new Date(value);
  const [past, pastOrAt, pastId] = down
    ? [lt(column, limit), lte(column, limit), lt(findings.id, id)]
    : [gt(column, limit), gte(column, limit), gt(findings.id, id)];
  return and(pastOrAt, or(past, pastId));
}
