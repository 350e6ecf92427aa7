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
/** Browsers in which somebody logged in. */
export const sessions = pgTable(
  'sessions',
  {
    secretHash: secretHash().primaryKey(),
    /** Who it is at the identity provider; who came by a link is named after it. */
    subject: text().notNull(),
    name: text().notNull(),
    /** What the provider says they belong to: the configuration says what that is good for. Empty for who came by a link. */
    groups: jsonb().$type<readonly string[]>().notNull(),
    /** What a link gave. */
    granted: jsonb().$type<Grant>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('sessions_by_expiry').on(t.expiresAt)],
);

/** Links that make whoever opens one first an administrator, once. */
export const loginLinks = pgTable('login_links', {
  secretHash: secretHash().primaryKey(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
