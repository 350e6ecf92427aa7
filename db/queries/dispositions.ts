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

/** A finding whose row this transaction holds: until it ends nobody else writes it, or decides anything about it. */
export interface HeldFinding {
  readonly body: FindingBody;
  readonly disposition: Disposition;
  /** When body or disposition changed last. */
  readonly updatedAt: Date;
  readonly case: Case;
}

/** Findings that are held, and what they are judged by. */
export interface Holding extends Governance {
  readonly held: ReadonlyMap<string, HeldFinding>;
  /** What is known of the end of what a finding is about. */
  readonly endsOf: Awaited<ReturnType<typeof endsOf>>;
}

/**
 * Waits for findings until they are ours to the end of the transaction. Those that are not there are absent.
 *
 * @param coming as they will be written, where that is something else than what is there
 */
export async function holdFindings(
  tx: Db,
  ids: readonly string[],
  now: Date,
  coming: readonly FindingBody[] = [],
): Promise<Holding> {
  // Before any finding is held: who makes a rule waits for those who judge, and holds nothing.
  const rules = await governance(tx, now);
  const those = inArray(findings.id, [...ids]);
  // In one order, so that two never wait for each other.
  await tx.select({ id: findings.id }).from(findings).where(those).orderBy(findings.id).for('update');
  // A statement of its own: what was decided while the one before waited, it would not see.
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

/** What a finding comes to. @param before as it is held; undefined where it is new */
export function disposed(
  body: FindingBody,
  before: HeldFinding | undefined,
  { rules, unitsOf, endsOf: endsKnown }: Pick<Holding, 'rules' | 'unitsOf' | 'endsOf'>,
  now: Date,
): Disposition {
  const next = disposition(body, before?.case ?? {}, rules, unitsOf(body.accountId), endsKnown(body));
  if (before === undefined) return next;
  // Readers and sinks go by `updatedAt`: whatever changed, it has to be later than it was.
  const isLater = Date.parse(body.updatedAt) > before.updatedAt.getTime();
  const changedAt = isLater
    ? before.disposition.changedAt
    : iso(Math.max(now.getTime(), before.updatedAt.getTime() + 1));
  return { ...next, ...(changedAt !== undefined && { changedAt }) };
}

/** What is audited of a finding that came into sight or went out of it without anybody's doing. */
export function turnedBy(id: string, before: Disposition = UNTOUCHED, after: Disposition): readonly AuditEntry[] {
  if (before.archived === after.archived) return [];
  const what = after.archived ? 'finding.close' : 'finding.reopen';
  return [{ who: 'vedette', what, subject: id, before: told(before), after: told(after) }];
}

/** What the audit log keeps of a disposition. */
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
