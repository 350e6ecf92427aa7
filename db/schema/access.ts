import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Grant } from '#services/model/viewer.ts';
import { instant } from './columns.ts';

/** Of every secret only the hash is kept: whoever reads the database can ask nothing with what stands there. */
const secretHash = () => text('secret_hash');

/** Who may ask the API as a machine. */
export const tokens = pgTable(
  'tokens',
  {
    /** What it is called in `token:ID` wherever it is written down that it did something. */
    id: text().primaryKey(),
    name: text().notNull(),
    secretHash: secretHash().notNull(),
    granted: jsonb('granted').$type<Grant>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** To the minute. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('tokens_by_secret').on(t.secretHash)],
);
