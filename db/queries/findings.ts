import assert from 'node:assert/strict';
import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  sql,
  type AnyColumn,
  type SQL,
} from 'drizzle-orm';
import { seen } from '#services/cases/seen.ts';
import type { JudgedWith } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import type { FieldFilter } from '#services/model/finding-field.ts';
import { FINDING_FIELDS, FINDING_FILTERS, type FieldName, type FindingOrder } from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { SEVERITY_LABELS, severityBand } from '#services/model/severity.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { findings, rareWordsQuery, wordsQuery } from '../schema/findings.ts';
import { guarded } from './finding-outline.ts';
import { within } from './scope.ts';

/** A finding's place in an order; times in ms. Ties are broken by id, so each place belongs to one finding. */
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
  /** Takes the last of the range instead of the first, in reverse order. */
  readonly inverted?: boolean | undefined;
}

/**
 * At most `limit` findings between two places of an order, without counting or skipping those before.
 *
 * @param form whether to read whole findings, or only their outlines
 */
export async function findingsPage(
  db: Db,
  scope: ViewerScope,
  filter: FindingFilter,
  order: FindingOrder,
  page: FindingPage,
  form: 'outline' | 'whole' = 'whole',
): Promise<readonly FindingRow[]> {
  const column = findings[order.by];
  const descending = order.descending !== (page.inverted ?? false);
  const direction = descending ? desc : asc;
  const those = and(
    within(scope, findings.accountId),
    matching(filter),
    page.after && beyond(order, page.after, order.descending),
    page.before && beyond(order, page.before, !order.descending),
  );
  const body = form === 'outline' ? findings.outline : findings.body;
  const rows = await db
    .select({ ...WHOLE, body, id: findings.id, value: sql`${column}`.mapWith(column).as('value') })
    .from(findings)
    .where(those)
    .orderBy(direction(column), direction(findings.id))
    .limit(page.limit);
  return rows.map(({ id, value, ...row }) => ({
    finding: form === 'outline' ? guarded(wholeOf(row)) : wholeOf(row),
    cursor: { value: Number(value), id },
  }));
}

/** Findings with these ids within the scope: one outside it looks the same as a missing one. */
export async function findingsById(db: Db, scope: ViewerScope, ids: readonly string[]): Promise<readonly Finding[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select(WHOLE)
    .from(findings)
    .where(and(within(scope, findings.accountId), inArray(findings.id, [...ids])))
    .orderBy(findings.id);
  return rows.map(wholeOf);
}

/** The settings with which a finding was last judged; undefined where they are not known. */
export async function judgedWith(db: Db, scope: ViewerScope, id: string): Promise<JudgedWith | undefined> {
  const [row] = await db
    .select({ judgedWith: findings.judgedWith })
    .from(findings)
    .where(and(within(scope, findings.accountId), eq(findings.id, id)));
  return row?.judgedWith ?? undefined;
}

/** The columns that make up a finding. */
export const WHOLE = { body: findings.body, disposition: findings.disposition, updatedAt: findings.updatedAt };

export function wholeOf({
  body,
  disposition,
  updatedAt,
}: Pick<typeof findings.$inferSelect, keyof typeof WHOLE>): Finding {
  return seen(body, disposition, updatedAt.toISOString());
}

/** The columns that a filter can use: those of findings, or of a table that has some of them. */
type FieldColumns = { readonly [Name in FieldName]?: AnyColumn };

/** The condition that a filter stands for; undefined when it matches everything. */
export function matching(filter: FindingFilter, columns: FieldColumns = findings): SQL | undefined {
  const { and: all = [], or: either, not: left, ...narrowing } = filter;
  const asked: Readonly<Record<string, unknown>> = narrowing;
  return and(
    ...FINDING_FILTERS.map(({ name, field, keeps }) => {
      if (asked[name] === undefined) return undefined;
      const column = columns[field];
      assert(column, `A filter asks for ${field}, which is not there: see fieldsOf.`);
      return CONDITIONS[keeps](column, asked[name]);
    }),
    ...all.map((one) => matching(one, columns)),
    either && or(sql`false`, ...either.map((one) => matching(one, columns) ?? sql`true`)),
    left && unlike(left, columns),
  );
}

/** The opposite of a filter, including rows for which it is null: "not X" must also match findings without a value. */
export function unlike(filter: FindingFilter, columns?: FieldColumns): SQL {
  return sql`(${matching(filter, columns) ?? sql`true`}) is not true`;
}

/** The fields that a filter uses, in any of its parts. */
export function fieldsOf({ and: all = [], or: either = [], not: left, ...narrowing }: FindingFilter): Set<FieldName> {
  const asked: Readonly<Record<string, unknown>> = narrowing;
  const own = FINDING_FILTERS.flatMap(({ name, field }) => (asked[name] === undefined ? [] : [field]));
  const parts = [...all, ...either, ...(left ? [left] : [])];
  return new Set([...own, ...parts.flatMap((part) => [...fieldsOf(part)])]);
}

const CONDITIONS: Record<FieldFilter['keeps'], (column: AnyColumn, asked: unknown) => SQL | undefined> = {
  any(column, asked) {
    const values = [asked].flat();
    // For one value an index also gives the order; for several it does not.
    return values.length === 1 ? eq(column, values[0]) : inArray(column, values);
  },
  has: (column, asked) => sql`${column} ?| ${sql.param([asked].flat())}::text[]`,
  from: (column, asked) => gte(column, asked),
  below: (column, asked) => lt(column, asked),
  is: (column, asked) => eq(column, asked),
  known: (column, asked) => (asked === true ? isNotNull(column) : isNull(column)),
  words(column, asked) {
    const [all, rare] = [wordsQuery(String(asked)), rareWordsQuery(String(asked))];
    // PostgreSQL uses no index for a condition with "is true".
    return rare === undefined
      ? sql`${column} @@ ${all}`
      : sql`(${column} @@ ${rare} and (${column} @@ ${all}) is true)`;
  },
  units: (column, asked) =>
    within({ kind: 'some', accounts: [], organizationalUnits: [asked].flat().map(String) }, column),
  severities(column, asked) {
    const bands = SEVERITY_LABELS.filter((label) => [asked].flat().includes(label)).map(severityBand);
    return or(sql`false`, ...bands.map(({ from, below }) => and(gte(column, from), lt(column, below))));
  },
};

/** The rows strictly behind a place, walking down (or up). */
function beyond({ by }: FindingOrder, { value, id }: FindingCursor, down: boolean): SQL | undefined {
  const column: AnyColumn = findings[by];
  const limit = FINDING_FIELDS[by].holds === 'moment' ? new Date(value) : value;
  const [past, pastOrAt, pastId] = down
    ? [lt(column, limit), lte(column, limit), lt(findings.id, id)]
    : [gt(column, limit), gte(column, limit), gt(findings.id, id)];
  return and(pastOrAt, or(past, pastId));
}
