import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, gt, inArray, or, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { useRule } from '#services/cases/rules/rule.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Rule, RuleDraft } from '#services/model/rule.ts';
import type { Db } from '../client.ts';
import { findings } from '../schema/findings.ts';
import { rules } from '../schema/rules.ts';
import { appendAudit } from './audit.ts';
import { writeDispositions } from './cases.ts';
import { disposed, holdFindings, told } from './dispositions.ts';
import { lockInventory } from './inventory.ts';
import { inForceAt, isInForce, ruleOf, unitsFor } from './rules.ts';

/** How many findings are read at once and changed in one transaction. */
const READ_AT_ONCE = 1000;

/**
 * Applies rules that began, ended or changed to the stored findings, so that these are as if they were found now. If
 * the process ends midway, the next call continues.
 *
 * @returns how many findings changed
 */
export async function applyRules(db: Db, clock: () => Date): Promise<number> {
  let changed = 0;
  for (;;) {
    const now = clock();
    const [row] = await db
      .select()
      .from(rules)
      .where(sql`${rules.applied} is distinct from ${inForceAt(now)}`)
      .orderBy(asc(rules.createdAt), asc(rules.id))
      .limit(1);
    if (row === undefined) return changed;
    const inForce = isInForce(row, now);
    for await (const some of concerned(db, ruleOf(row), inForce))
      changed += await judgeAgain(db, row.id, some, clock());
    // A rule that was changed in the meantime is applied again.
    await db
      .update(rules)
      .set({ applied: inForce })
      .where(and(eq(rules.id, row.id), eq(rules.removed, row.removed), eq(rules.draft, row.draft)));
  }
}

/** The parts of a stored finding that rules look at. */
interface Kept {
  readonly id: string;
  readonly body: FindingBody;
  readonly suppressedBy: string | null;
  readonly ratedBy: string | null;
}

/** Findings that a rule matches, and those that it affected before. */
async function* concerned(db: Db, rule: Rule, inForce: boolean): AsyncGenerator<readonly Kept[]> {
  const { matches } = useRule(rule);
  const unitsOf = await unitsFor(db, [rule]);
  const done = or(eq(findings.suppressedBy, rule.id), eq(findings.ratedBy, rule.id));
  const isConcerned = ({ body, suppressedBy, ratedBy }: Kept) =>
    suppressedBy === rule.id ||
    ratedBy === rule.id ||
    matches({ finding: body, organizationalUnits: unitsOf(body.accountId) });
  for await (const page of pages(db, inForce ? or(done, perhaps(rule)) : done)) yield page.filter(isConcerned);
}

/** All findings that meet a condition, page by page. */
export async function* pages(db: Db, condition: SQL | undefined): AsyncGenerator<readonly Kept[]> {
  let after = '';
  for (;;) {
    const page = await db
      .select({ id: findings.id, body: findings.body, suppressedBy: findings.suppressedBy, ratedBy: findings.ratedBy })
      .from(findings)
      .where(and(gt(findings.id, after), condition))
      .orderBy(asc(findings.id))
      .limit(READ_AT_ONCE);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}

/**
 * A condition on columns that lets through at least all findings that a rule matches: the rule itself is asked about
 * each.
 */
export function perhaps({ criteria }: Pick<RuleDraft, 'criteria'>): SQL {
  const known = criteria.flatMap(({ field, operator, values }) => {
    const column = COLUMNS.get(field);
    return column === undefined || operator !== 'equals' ? [] : [inArray(column, [...values])];
  });
  return and(...known) ?? sql`true`;
}

const COLUMNS: ReadonlyMap<string, AnyColumn> = new Map<string, AnyColumn>([
  ['type', findings.type],
  ['accountId', findings.accountId],
  ['region', findings.region],
  ['resourceId', findings.resourceId],
]);

async function judgeAgain(db: Db, rule: string, some: readonly Kept[], now: Date): Promise<number> {
  if (some.length === 0) return 0;
  return db.transaction(async (tx) => {
    await lockInventory(tx, new Map(some.map(({ body }) => [body.accountId, 'shared'])));
    const holding = await holdFindings(
      tx,
      some.map(({ id }) => id),
      now,
    );
    const changes = [...holding.held].flatMap(([id, before]) => {
      const disposition = disposed(before.body, before, holding, now);
      return isDeepStrictEqual(told(before.disposition), told(disposition)) ? [] : [{ id, disposition }];
    });
    await writeDispositions(tx, changes, now);
    const about = { findings: changes.length };
    if (changes.length > 0) await appendAudit(tx, [{ who: 'vedette', what: 'rule.apply', subject: rule, about }], now);
    return changes.length;
  });
}
