import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { LOG_OBJECT_STATES, type Trouble } from '#services/model/log-object.ts';
import { instant } from './columns.ts';

/**
 * The ledger: every object ever received, with its state. A row is settled in the transaction that writes the
 * results of the object.
 */
export const logObjects = pgTable(
  'log_objects',
  {
    bucket: text().notNull(),
    key: text().notNull(),
    etag: text().notNull(),
    /** The unit of a turn: everything that one question may need to see together. */
    partition: text().notNull(),
    source: text(),
    accountId: text('account_id'),
    region: text(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    state: text({ enum: LOG_OBJECT_STATES }).notNull(),
    records: integer().notNull().default(0),
    passed: integer().notNull().default(0),
    unreadable: integer().notNull().default(0),
    /** Records that no detector saw, because their other end is on a trusted list. */
    trustedSkipped: integer('trusted_skipped').notNull().default(0),
    /**
     * Records that a detector did not follow, because it had too many subjects in one window or could not name theirs;
     * counted once for each detector.
     */
    groupOverflow: integer('group_overflow').notNull().default(0),
    /**
     * Records that a detector counted without checking whether they were counted before; counted once for each
     * detector.
     */
    deduplicationOverflow: integer('deduplication_overflow').notNull().default(0),
    troubles: jsonb().$type<readonly Trouble[]>().notNull().default([]),
    /** Why it was skipped. */
    note: text(),
    /** The time in its key, which is about that of its records. Null when the key has none. */
    keyTime: instant('key_time'),
    /** SHA-256 of its bytes, once they were fetched. */
    contentHash: text('content_hash'),
    /** SHA-256 of its text, in hex, where digests cover the delivered files. */
    textHash: text('text_hash'),
    /** When a digest proved that this content is what was delivered. */
    provedAt: instant('proved_at'),
    /** Times of the earliest and the latest record. */
    firstTime: instant('first_time'),
    lastTime: instant('last_time'),
    /** The intel snapshot it was read with: a replay needs it and the settings. */
    intelVersion: text('intel_version'),
    /** The detectors it was read with. */
    detectorsVersion: text('detectors_version'),
    /** The settings it was read with. */
    settingsVersion: text('settings_version'),
    /** The version of its account's inventory when it was settled. */
    inventoryVersion: integer('inventory_version'),
    /** The last sealed days of the profiles, of the account and of the organization, that it was judged with. */
    profileVersion: text('profile_version'),
    receivedAt: instant('received_at').notNull(),
    settledAt: instant('settled_at'),
    /** Failed attempts to fetch it, in a row with the same outcome, and when the next is due. */
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.bucket, t.key, t.etag] }),
    index('log_objects_pending')
      .on(t.partition, t.nextAttemptAt, t.key)
      .where(sql`${t.state} = 'pending'`),
    index('log_objects_refused')
      .on(t.accountId, t.source, t.region)
      .where(sql`${t.state} = 'pending' and ${t.attempts} > 0`),
    index('log_objects_newest').on(t.partition, t.lastTime),
    index('log_objects_settled').on(t.settledAt),
  ],
);
