import { randomBytes } from 'node:crypto';
import { and, asc, eq, getColumns, gt, isNull, lt, or } from 'drizzle-orm';
import { days, minutes } from '#services/model/time.ts';
import type { Grant } from '#services/model/viewer.ts';
import type { Db } from '../../client.ts';
import { hashOf, newSecret, type Secret } from '../../secret.ts';
import { tokens } from '../../schema/access.ts';

export type TokenRow = Omit<typeof tokens.$inferSelect, 'secretHash'>;

/** The properties that the creator of a token chooses. */
export interface NewToken {
  readonly name: string;
  readonly granted: Grant;
  readonly days: number;
}

/** No token is valid for ever: a forgotten one expires by itself. */
export const TOKEN_DAYS = { usual: 90, most: 366 };

const { secretHash, ...SHOWN } = getColumns(tokens);

/** Creates a token. This is the only time that its secret is shown. */
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

/** All tokens, the newest last. Expired and revoked ones are included, because the audit log names them by id. */
export async function allTokens(db: Db): Promise<readonly TokenRow[]> {
  return db.select(SHOWN).from(tokens).orderBy(asc(tokens.createdAt), asc(tokens.id));
}

/** @throws when there is none of this id */
export async function tokenOf(db: Db, id: string): Promise<TokenRow> {
  const [token] = await db.select(SHOWN).from(tokens).where(eq(tokens.id, id));
  if (token === undefined) throw new Error(`There is no token ${id}.`);
  return token;
}

/** Revokes a token at once, for every process. Undefined when there is none that could be revoked. */
export async function revokeToken(db: Db, id: string, now: Date): Promise<TokenRow | undefined> {
  const [token] = await db
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
    .returning(SHOWN);
  return token;
}

/** The valid token with this secret. Also records, to the minute, that it was used. */
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

/** The organizational units in the scopes of valid tokens: their accounts must be looked up. */
export async function unitsOfTokens(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .select({ granted: tokens.granted })
    .from(tokens)
    .where(and(isNull(tokens.revokedAt), gt(tokens.expiresAt, now)));
  return rows.flatMap(({ granted: { scope } }) => (scope.kind === 'some' ? scope.organizationalUnits : []));
}
