import { and, eq, getColumns, gt, lte } from 'drizzle-orm';
import { hours } from '#services/model/time.ts';
import type { Grant } from '#services/model/viewer.ts';
import type { Db } from '../../client.ts';
import { hashOf, newSecret, type Secret } from '../../secret.ts';
import { loginLinks, sessions } from '../../schema/access.ts';

const { secretHash, ...SHOWN } = getColumns(sessions);
export type SessionRow = Omit<typeof sessions.$inferSelect, 'secretHash'>;

/** The person who logged in. */
export interface NewSession {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly granted: Grant | null;
}

/** A working day: people who left a group lose their access by the next morning. */
export const SESSION_MS = hours(12);

/** How long a printed link can be opened. */
export const LINK_MS = hours(1);

/** Begins a session, and deletes expired ones. @returns the secret that the browser shows from now on */
export async function createSession(db: Db, session: NewSession, now: Date): Promise<Secret> {
  const secret = newSecret('session');
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  await db.delete(sessions).where(lte(sessions.expiresAt, now));
  await db.insert(sessions).values({ ...session, secretHash: hashOf(secret), createdAt: now, expiresAt });
  return secret;
}

export async function findSession(db: Db, secret: Secret, now: Date): Promise<SessionRow | undefined> {
  const [session] = await db
    .select(SHOWN)
    .from(sessions)
    .where(and(eq(secretHash, hashOf(secret)), gt(sessions.expiresAt, now)));
  return session;
}

export async function endSession(db: Db, secret: Secret): Promise<void> {
  await db.delete(sessions).where(eq(secretHash, hashOf(secret)));
}

/** Creates a link that lets the first person who opens it in as an administrator; it expires after an hour. */
export async function createLink(db: Db, now: Date): Promise<Secret> {
  const secret = newSecret('link');
  await db.delete(loginLinks).where(lte(loginLinks.expiresAt, now));
  await db
    .insert(loginLinks)
    .values({ secretHash: hashOf(secret), createdAt: now, expiresAt: new Date(now.getTime() + LINK_MS) });
  return secret;
}

/** @returns whether the link was still valid; when two use it at once, one succeeds */
export async function spendLink(db: Db, secret: Secret, now: Date): Promise<boolean> {
  const spent = await db
    .delete(loginLinks)
    .where(and(eq(loginLinks.secretHash, hashOf(secret)), gt(loginLinks.expiresAt, now)))
    .returning({ hash: loginLinks.secretHash });
  return spent.length > 0;
}
