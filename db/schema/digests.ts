import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { PROOF_GAP_KINDS } from '#services/model/digest.ts';
import { instant } from './columns.ts';

/** Every CloudTrail digest that was examined, and its link to the previous one. */
export const digests = pgTable(
  'digests',
  {
    bucket: text().notNull(),
    key: text().notNull(),
    etag: text().notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    trail: text().notNull(),
    backfill: boolean().notNull(),
    state: text({ enum: ['verified', 'forged', 'copied'] }).notNull(),
    /** Nothing that it names needs to be examined again. */
    settled: boolean().notNull(),
    /** The number of log files that it names. */
    objects: integer().notNull(),
    /** The time that it covers. */
    fromTime: instant('from_time').notNull(),
    toTime: instant('to_time').notNull(),
    storedAt: instant('stored_at').notNull(),
    /** In hex; null where it was not verified. */
    signature: text(),
    previousKey: text('previous_key'),
    previousSignature: text('previous_signature'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.key, t.etag] }), index('digests_time').on(t.toTime)],
);

/** What digests prove to be wrong: one row for each problem, with when it was found and when it ended. */
export const proofGaps = pgTable(
  'proof_gaps',
  {
    bucket: text().notNull(),
    key: text().notNull(),
    kind: text({ enum: PROOF_GAP_KINDS }).notNull(),
    accountId: text('account_id').notNull(),
    region: text().notNull(),
    source: text().notNull(),
    /** The time that it concerns. */
    fromTime: instant('from_time').notNull(),
    toTime: instant('to_time').notNull(),
    detail: text().notNull(),
    /** The key of the digest, or the folder of digests, that showed it and can show its end; empty: the ledger. */
    cause: text().notNull(),
    since: instant('since').notNull(),
    endedAt: instant('ended_at'),
    /** When detectors saw it; null: they have yet to. */
    toldAt: instant('told_at'),
  },
  (t) => [
    primaryKey({ columns: [t.bucket, t.key, t.kind] }),
    index('proof_gaps_of').on(t.accountId, t.source, t.region, t.fromTime),
    index('proof_gaps_cause').on(t.bucket, t.cause),
    index('proof_gaps_untold')
      .on(t.since)
      .where(sql`told_at is null`),
  ],
);
