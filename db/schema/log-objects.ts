import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { LOG_OBJECT_STATES, type Trouble } from '#services/model/log-object.ts';
import { instant } from './columns.ts';

/** The ledger: every object ever received, and what became of it. A row is settled in the transaction that writes what the object led to. */
export const logObjects = pgTable(
  'log_objects',
  {
    bucket: text().notNull(),
    key: text().notNull(),
    etag: text().notNull(),
    /** What one question may need to see together: the unit of a turn. */
    partition: text().notNull(),
    source: text(),
    accountId: text('account_id'),
    region: text(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    state: text({ enum: LOG_OBJECT_STATES }).notNull(),
    records: integer().notNull().default(0),
    passed: integer().notNull().default(0),
    unreadable: integer().notNull().default(0),
    /** Records that met no question, for a trusted list names their other end. */
    trustedSkipped: integer('trusted_skipped').notNull().default(0),
    /** Records that a detector did not follow, for it had too many subjects in one window or cannot name theirs; once for each detector. */
    groupOverflow: integer('group_overflow').notNull().default(0),
    /** Records that a detector counted without telling whether they came before; once for each detector. */
    deduplicationOverflow: integer('deduplication_overflow').notNull().default(0),
    troubles: jsonb().$type<readonly Trouble[]>().notNull().default([]),
    /** Why it was passed over. */
    note: text(),
    /** The time that its key names: its records are of about then. Null when the key names none. */
    keyTime: instant('key_time'),
    /** SHA-256 of its bytes, once they were had. */
    contentHash: text('content_hash'),
    /** SHA-256 of its text, in hex, where digests prove what was delivered. */
    textHash: text('text_hash'),
    /** When a digest proved that this is what was delivered. */
    provedAt: instant('proved_at'),
    /** Earliest and latest record. */
    firstTime: instant('first_time'),
    lastTime: instant('last_time'),
    /** The intel snapshot it was read with: with the settings, the other half of what a replay needs. */
    intelVersion: text('intel_version'),
    /** The detectors it was read with. */
    detectorsVersion: text('detectors_version'),
    /** The settings it was read with. */
    settingsVersion: text('settings_version'),
    /** What was known of its account's resources when it was settled. */
    inventoryVersion: integer('inventory_version'),
    /** The last days, of the account and of the organization, that what was learned of behaviour was of. */
    profileVersion: text('profile_version'),
    receivedAt: instant('received_at').notNull(),
    settledAt: instant('settled_at'),
    /** Fruitless attempts to get it, in a row with the same outcome, and when the next is due. */
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
