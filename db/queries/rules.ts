import { and, asc, eq, gt, isNull, max, or, sql, type SQL } from 'drizzle-orm';
import { useRule, type RuleInUse } from '#services/cases/rules/rule.ts';
import type { Actor } from '#services/model/audit.ts';
import type { Rule, RuleDraft } from '#services/model/rule.ts';
import type { JsonObject } from '#services/model/subject.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { accounts } from '../schema/accounts.ts';
import { rules } from '../schema/rules.ts';
import { appendAudit } from './audit.ts';

/** A rule and its present state. */
export interface KeptRule extends Rule {
  readonly inForce: boolean;
  /** How many findings it hides or rates. */
  readonly findings: number;
}

/**
 * All rules that were not removed, with their present effect. Rules hold for the whole organization: viewers with a
 * narrower scope see none of them.
 */
export async function keptRules(db: Db, scope: ViewerScope, now: Date): Promise<readonly KeptRule[]> {
  if (scope.kind !== 'everything') return [];
  const rows = await db
    .select()
    .from(rules)
    .where(eq(rules.removed, false))
    .orderBy(asc(rules.createdAt), asc(rules.id));
  const counts = await db.execute<{ id: string; count: number }>(
    sql`select rule as id, count(*)::int as count from (
      select suppressed_by as rule from findings where suppressed_by is not null
      union all select rated_by from findings where rated_by is not null) as r group by 1`,
    'objects',
  );
  const of = new Map(counts.map(({ id, count }) => [id, count]));
  return rows.map((row) => ({ ...ruleOf(row), inForce: isInForce(row, now), findings: of.get(row.id) ?? 0 }));
}

/** What a finding is judged by, besides its case. */
export interface Governance {
  /** In the order in which they were made. */
  readonly rules: readonly RuleInUse[];
  unitsOf(accountId: string): readonly string[];
}

/**
 * The rules in force, which stay so until the end of the transaction. A transaction that makes a rule waits for those
 * that judge findings by the earlier rules; their findings are looked at again after it.
 */
export async function governance(tx: Db, now: Date): Promise<Governance> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${RULES_LOCK})`);
  const rows = await tx.select().from(rules).where(inForceAt(now)).orderBy(asc(rules.createdAt), asc(rules.id));
  const inUse = rows.map((row) => useRule(ruleOf(row)));
  return { rules: inUse, unitsOf: await unitsFor(tx, inUse) };
}

/** The units above accounts, read only when a rule asks for them. */
export async function unitsFor(db: Db, asked: readonly Pick<RuleDraft, 'criteria'>[]): Promise<Governance['unitsOf']> {
  if (!asked.some(({ criteria }) => criteria.some(({ field }) => field === 'organizationalUnit'))) return () => [];
  const rows = await db.select({ id: accounts.id, units: accounts.organizationalUnits }).from(accounts);
  const units = new Map(rows.map(({ id, units: above }) => [id, above]));
  return (accountId) => units.get(accountId) ?? [];
}

/** An arbitrary number that no other application on the server may use for advisory locks. */
const RULES_LOCK = 8_338_758;

/**
 * Makes a rule, or changes one: it applies to everything that is committed afterwards. `applyRules` handles the stored
 * findings.
 *
 * @param unseen simulated attacks that it hides nevertheless
 * @returns undefined when the rule was removed: then nothing is written
 */
export async function putRule(
  tx: Db,
  id: string,
  draft: RuleDraft,
  unseen: readonly string[],
  actor: Actor,
  now: Date,
): Promise<Rule | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(${RULES_LOCK})`);
  const [before] = await tx.select().from(rules).where(eq(rules.id, id));
  if (before?.removed === true) return undefined;
  const [last] = await tx.select({ at: max(rules.createdAt) }).from(rules);
  // The order of rules must be strict, even for two that are made within a millisecond.
  const createdAt = before?.createdAt ?? new Date(Math.max(now.getTime(), (last?.at?.getTime() ?? 0) + 1));
  const endsAt = draft.expiresAt === null ? null : new Date(draft.expiresAt);
  const row = {
    id,
    draft,
    createdAt,
    createdBy: before?.createdBy ?? actor.who,
    endsAt,
    applied: null,
  };
  await tx.insert(rules).values(row).onConflictDoUpdate({ target: rules.id, set: row });
  const what = before === undefined ? 'rule.create' : 'rule.change';
  const audited = {
    ...actor,
    what,
    subject: id,
    ...(before && { before: toldRule(before.draft) }),
    after: toldRule(draft),
    ...(unseen.length > 0 && { about: { unseen } }),
  };
  await appendAudit(tx, [audited], now);
  return ruleOf({ ...row, removed: false });
}

/** Takes a rule out of force. @returns false when there is none */
export async function removeRule(tx: Db, id: string, actor: Actor, now: Date): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${RULES_LOCK})`);
  const [row] = await tx
    .update(rules)
    .set({ removed: true, endsAt: now, applied: null })
    .where(and(eq(rules.id, id), eq(rules.removed, false)))
    .returning();
  if (row === undefined) return false;
  await appendAudit(tx, [{ ...actor, what: 'rule.remove', subject: id, before: toldRule(row.draft) }], now);
  return true;
}

type RuleRow = typeof rules.$inferSelect;

export function ruleOf({ id, draft, createdAt, createdBy }: Omit<RuleRow, 'applied' | 'endsAt'>): Rule {
  return { ...draft, id, createdAt: createdAt.toISOString(), createdBy };
}

export function inForceAt(now: Date): SQL | undefined {
  return and(eq(rules.removed, false), or(isNull(rules.endsAt), gt(rules.endsAt, now)));
}

export function isInForce({ removed, endsAt }: Pick<RuleRow, 'removed' | 'endsAt'>, now: Date): boolean {
  return !removed && (endsAt === null || endsAt > now);
}

/** What the audit log stores of a rule: all of it. */
function toldRule({ effect, criteria, ...rest }: RuleDraft): JsonObject {
  return { ...rest, effect: { ...effect }, criteria: criteria.map((criterion) => ({ ...criterion })) };
}

/** The units that rules name: their accounts must be looked up. */
export async function unitsOfRules(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db.select({ draft: rules.draft }).from(rules).where(inForceAt(now));
  return rows.flatMap(({ draft: { criteria } }) =>
    criteria.flatMap(({ field, values }) => (field === 'organizationalUnit' ? values : [])),
  );
}
