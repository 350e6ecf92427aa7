import { and, eq, getColumns, gt, lte } from 'drizzle-orm';
import { hours } from '#services/model/time.ts';
import type { Grant } from '#services/model/viewer.ts';
import type { Db } from '../../client.ts';
import { hashOf, newSecret, type Secret } from '../../secret.ts';
import { loginLinks, sessions } from '../../schema/access.ts';

const { secretHash, ...SHOWN } = getColumns(sessions);
export type SessionRow = Omit<typeof sessions.$inferSelect, 'secretHash'>;

/** Who logged in. */
export interface NewSession {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly granted: Grant | null;
}

/** A working day: whoever left a group sees nothing any more the next morning. */
export const SESSION_MS = hours(12);

/** How long somebody has to open a link that was printed. */
export const LINK_MS = hours(1);

/** Begins a session, and forgets those that are over. @returns what the browser shows from now on */
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

/** Makes a link that lets whoever opens it first in as an administrator; it lives for an hour. */
export async function createLink(db: Db, now: Date): Promise<Secret> {
  const secret = newSecret('link');
  await db.delete(loginLinks).where(lte(loginLinks.expiresAt, now));
  await db
    .insert(loginLinks)
    .values({ secretHash: hashOf(secret), createdAt: now, expiresAt: new Date(now.getTime() + LINK_MS) });
  return secret;
}

/** @returns whether it was there to be used; of two who use it at once one finds it */
export async function spendLink(db: Db, secret: Secret, now: Date): Promise<boolean> {
  const spent = await db
    .delete(loginLinks)
    .where(and(eq(loginLinks.secretHash, hashOf(secret)), gt(loginLinks.expiresAt, now)))
    .returning({ hash: loginLinks.secretHash });
  return spent.length > 0;
}
