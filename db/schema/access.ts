import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Grant } from '#services/model/viewer.ts';
import { instant } from './columns.ts';

/** Only the hash of a secret is stored: reading the database gives no access to the API. */
const secretHash = () => text('secret_hash');

/** Tokens of machines that may use the API. */
export const tokens = pgTable(
  'tokens',
  {
    /** The ID in `token:ID`, by which the audit log names it. */
    id: text().primaryKey(),
    name: text().notNull(),
    secretHash: secretHash().notNull(),
    granted: jsonb('granted').$type<Grant>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** With a precision of a minute. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('tokens_by_secret').on(t.secretHash)],
);
/** Logged-in browsers. */
export const sessions = pgTable(
  'sessions',
  {
    secretHash: secretHash().primaryKey(),
    /** The person's subject at the identity provider; after a login by link, derived from the link. */
    subject: text().notNull(),
    name: text().notNull(),
    /** The person's groups at the provider, which the configuration maps to roles. Empty after a login by link. */
    groups: jsonb().$type<readonly string[]>().notNull(),
    /** The grant of a login by link. */
    granted: jsonb().$type<Grant>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('sessions_by_expiry').on(t.expiresAt)],
);

/** Links that work once: the first person who opens one becomes an administrator. */
export const loginLinks = pgTable('login_links', {
  secretHash: secretHash().primaryKey(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
