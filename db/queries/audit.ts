import assert from 'node:assert/strict';
import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm';
import {
  auditHash,
  checkEnd,
  EMPTY_CHAIN,
  followChain,
  type BrokenChain,
  type ChainEnd,
} from '#services/cases/audit-chain.ts';
import type { AuditEntry, AuditRow } from '#services/model/audit.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { storable, toJson } from '../json.ts';
import { audit, auditEnd } from '../schema/audit.ts';
import { findings } from '../schema/findings.ts';
import { within } from './scope.ts';

/**
 * Adds entries to the audit chain, in the transaction of the change that they describe. Other writers wait until this
 * transaction ends, so call it last.
 */
export async function appendAudit(tx: Db, entries: readonly AuditEntry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  const [end] = await tx.select().from(auditEnd).for('update');
  assert(end !== undefined, 'A migration wrote where the chain begins.');
  const at = now.toISOString();
  let { place, hash } = end;
  const rows = entries.map((given) => {
    // The hash must cover the entry as the database will return it.
    const entry = storable(given);
    place += 1;
    hash = auditHash(hash, { place, at, entry });
    return { place, at, entry, hash };
  });
  await tx.execute(sql`
    insert into audit (place, at, entry, hash)
    select place, at, entry, hash
    from json_to_recordset(${toJson(rows)}::json) as r(place bigint, at timestamptz, entry jsonb, hash text)`);
  await tx.update(auditEnd).set({ place, hash });
}

/** Selects rows of the audit log. */
export interface AuditPage {
  /** The id of a finding, a rule, a token or a view. */
  readonly subject?: string | undefined;
  /** Only rows before this place. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The latest rows, newest first. A narrower scope sees only what was done to findings within it. */
export async function auditPage(
  db: Db,
  scope: ViewerScope,
  { subject, before, limit }: AuditPage,
): Promise<readonly AuditRow[]> {
  const seen = within(scope, findings.accountId);
  const rows = await db
    .select()
    .from(audit)
    .where(
      and(
        subject === undefined ? undefined : eq(audit.subject, subject),
        before === undefined ? undefined : lt(audit.place, before),
        seen &&
          exists(
            db
              .select({ id: findings.id })
              .from(findings)
              .where(and(eq(findings.id, audit.subject), seen)),
          ),
      ),
    )
    .orderBy(desc(audit.place))
    .limit(limit);
  return rows.map(rowOf);
}

/** How many rows are read at once to verify a chain. */
const VERIFIED_AT_ONCE = 5000;

/**
 * Verifies the chain from its beginning.
 *
 * @param known ends of the chain that were noted outside the database: an attacker with write access can shorten the
 *   chain and change its stored end
 * @returns the end of the chain, or the first place where it is broken
 */
export async function verifyAudit(db: Db, known: readonly ChainEnd[] = []): Promise<ChainEnd | BrokenChain> {
  // In one snapshot, so that the stored end belongs to the rows that are read.
  return db.transaction(
    async (tx) => {
      const [noted = EMPTY_CHAIN] = await tx.select().from(auditEnd);
      let end = EMPTY_CHAIN;
      for (;;) {
        const rows = await tx
          .select()
          .from(audit)
          // The first page has no lower limit, so that rows put before the first place are read and found to break the
          // chain.
          .where(end === EMPTY_CHAIN ? undefined : gt(audit.place, end.place))
          .orderBy(asc(audit.place))
          .limit(VERIFIED_AT_ONCE);
        for (const row of rows) {
          const next = followChain(end, rowOf(row));
          if ('what' in next) return next;
          end = next;
          const other = known.find(({ place, hash }) => place === next.place && hash !== next.hash);
          if (other !== undefined)
            return { place: next.place, what: `Row ${next.place} is another than the one that was written down.` };
        }
        if (rows.length < VERIFIED_AT_ONCE) break;
      }
      const longest = known.toSorted((a, b) => b.place - a.place)[0];
      const shortened = longest !== undefined && longest.place > end.place ? checkEnd(end, longest) : undefined;
      return shortened ?? checkEnd(end, noted) ?? end;
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

function rowOf({ place, at, entry, hash }: typeof audit.$inferSelect): AuditRow {
  return { place, at: at.toISOString(), entry, hash };
}
