import { inArray, sql } from 'drizzle-orm';
import { disposition } from '#services/cases/disposition.ts';
import type { AuditEntry } from '#services/model/audit.ts';
import { UNTOUCHED, type Case, type Disposition } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { JsonObject } from '#services/model/subject.ts';
import { iso } from '#services/model/time.ts';
import type { Db } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { findings } from '../schema/findings.ts';
import { endsOf } from './resource-ends.ts';
import { governance, type Governance } from './rules.ts';

/**
 * A finding whose row this transaction has locked: until it ends, nobody else writes it or decides anything about it.
 */
export interface HeldFinding {
  readonly body: FindingBody;
  readonly disposition: Disposition;
  /** When body or disposition last changed. */
  readonly updatedAt: Date;
  readonly case: Case;
}

/** Locked findings, and the facts and rules that decide their dispositions. */
export interface Holding extends Governance {
  readonly held: ReadonlyMap<string, HeldFinding>;
  /** What is known about the end of a finding's resource. */
  readonly endsOf: Awaited<ReturnType<typeof endsOf>>;
}

/**
 * Locks findings until the end of the transaction, waiting for them if necessary. Missing findings are absent from the
 * result.
 *
 * @param coming the bodies that will be written, where they differ from the stored ones
 */
export async function holdFindings(
  tx: Db,
  ids: readonly string[],
  now: Date,
  coming: readonly FindingBody[] = [],
): Promise<Holding> {
  // Before any finding is locked: a transaction that makes a rule waits for those that judge findings, and holds
  // nothing.
  const rules = await governance(tx, now);
  const those = inArray(findings.id, [...ids]);
  // Always in the same order, so that two transactions never wait for each other.
  await tx.select({ id: findings.id }).from(findings).where(those).orderBy(findings.id).for('update');
  // A separate statement: the one before would not see decisions that were made while it waited.
  const rows = await tx
    .select({
      body: findings.body,
      disposition: findings.disposition,
      updatedAt: findings.updatedAt,
      decision: cases.decision,
      assignee: cases.assignee,
      feedback: cases.feedback,
    })
    .from(findings)
    .leftJoin(cases, sql`${cases.findingId} = ${findings.id}`)
    .where(those);
  const held = new Map(
    rows.map(({ decision, assignee, feedback, ...row }) => [
      row.body.id,
      { ...row, case: { ...(decision && { decision }), ...(assignee && { assignee }), ...(feedback && { feedback }) } },
    ]),
  );
  const ends = await endsOf(tx, coming.length > 0 ? coming : rows.map(({ body }) => body));
  return { ...rules, held, endsOf: ends };
}

/** The disposition of a finding. @param before as it is locked; undefined when it is new */
export function disposed(
  body: FindingBody,
  before: HeldFinding | undefined,
  { rules, unitsOf, endsOf: endsKnown }: Pick<Holding, 'rules' | 'unitsOf' | 'endsOf'>,
  now: Date,
): Disposition {
  const next = disposition(body, before?.case ?? {}, rules, unitsOf(body.accountId), endsKnown(body));
  if (before === undefined) return next;
  // Readers and sinks go by `updatedAt`: with every change it has to be later than before.
  const isLater = Date.parse(body.updatedAt) > before.updatedAt.getTime();
  const changedAt = isLater
    ? before.disposition.changedAt
    : iso(Math.max(now.getTime(), before.updatedAt.getTime() + 1));
  return { ...next, ...(changedAt !== undefined && { changedAt }) };
}

/** The audit entry for a finding that came into sight or went out of it without a person's action. */
export function turnedBy(id: string, before: Disposition = UNTOUCHED, after: Disposition): readonly AuditEntry[] {
  if (before.archived === after.archived) return [];
  const what = after.archived ? 'finding.close' : 'finding.reopen';
  return [{ who: 'vedette', what, subject: id, before: told(before), after: told(after) }];
}

/** The parts of a disposition that the audit log stores. */
export function told({ status, assignee, feedback, closedBy, severity, ratedBy }: Disposition): JsonObject {
  return {
    status,
    ...(severity !== undefined && { severity }),
    ...(ratedBy !== undefined && { ratedBy }),
    ...(assignee !== undefined && { assignee }),
    ...(feedback !== undefined && { feedback }),
    ...(closedBy && { closedBy: { ...closedBy } }),
  };
}
