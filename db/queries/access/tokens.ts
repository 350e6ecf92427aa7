import { randomBytes } from 'node:crypto';
import { and, asc, eq, getColumns, gt, isNull, lt, or } from 'drizzle-orm';
import { days, minutes } from '#services/model/time.ts';
import type { Grant } from '#services/model/viewer.ts';
import type { Db } from '../../client.ts';
import { hashOf, newSecret, type Secret } from '../../secret.ts';
import { tokens } from '../../schema/access.ts';

export type TokenRow = Omit<typeof tokens.$inferSelect, 'secretHash'>;

/** What whoever makes a token says of it. */
export interface NewToken {
  readonly name: string;
  readonly granted: Grant;
  readonly days: number;
}

/** No token is for ever: what is forgotten ends by itself. */
export const TOKEN_DAYS = { usual: 90, most: 366 };

const { secretHash, ...SHOWN } = getColumns(tokens);

/** Makes a token. Its secret is told now and never again. */
export async function createToken(
  db: Db,
  { name, granted, days: live }: NewToken,
  createdBy: string,
  now: Date,
): Promise<{ readonly secret: Secret; readonly token: TokenRow }> {
  const secret = newSecret('token');
  const token = {
    id: randomBytes(8).toString('hex'),
    name,
    granted,
    createdBy,
    createdAt: now,
    expiresAt: new Date(now.getTime() + days(live)),
    lastUsedAt: null,
    revokedAt: null,
  };
  await db.insert(tokens).values({ ...token, secretHash: hashOf(secret) });
  return { secret, token };
}

/** The newest last; also those that are over, for what they did is written down under their ids. */
export async function allTokens(db: Db): Promise<readonly TokenRow[]> {
  return db.select(SHOWN).from(tokens).orderBy(asc(tokens.createdAt), asc(tokens.id));
}

/** Ends a token at once, for every process. Undefined when there is none that could be ended. */
export async function revokeToken(db: Db, id: string, now: Date): Promise<TokenRow | undefined> {
  const [token] = await db
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
    .returning(SHOWN);
  return token;
}

/** The token that somebody shows, if it is in force, and remembers to the minute that it was used. */
export async function useToken(db: Db, secret: Secret, now: Date): Promise<TokenRow | undefined> {
  const [token] = await db
    .select(SHOWN)
    .from(tokens)
    .where(and(eq(secretHash, hashOf(secret)), isNull(tokens.revokedAt), gt(tokens.expiresAt, now)));
  if (token === undefined) return undefined;
  const stale = new Date(now.getTime() - minutes(1));
  if (token.lastUsedAt === null || token.lastUsedAt < stale)
    await db
      .update(tokens)
      .set({ lastUsedAt: now })
      .where(and(eq(tokens.id, token.id), or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, stale))));
  return token;
}

/** The organizational units that tokens in force are for: whose accounts are below them must be known. */
export async function unitsOfTokens(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .select({ granted: tokens.granted })
    .from(tokens)
    .where(and(isNull(tokens.revokedAt), gt(tokens.expiresAt, now)));
  return rows.flatMap(({ granted: { scope } }) => (scope.kind === 'some' ? scope.organizationalUnits : []));
}
