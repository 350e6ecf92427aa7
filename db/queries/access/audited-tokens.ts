import type { Actor } from '#services/model/audit.ts';
import type { Db } from '../../client.ts';
import type { Secret } from '../../secret.ts';
import { appendAudit } from '../audit.ts';
import { createToken, revokeToken, type NewToken, type TokenRow } from './tokens.ts';

/** Creates a token, and says so in the audit log: neither without the other. */
export async function issueToken(
  db: Db,
  wanted: NewToken,
  actor: Actor,
  now: Date,
): Promise<{ readonly secret: Secret; readonly token: TokenRow }> {
  return db.transaction(async (tx) => {
    const made = await createToken(tx, wanted, actor.who, now);
    const { role, scope } = wanted.granted;
    const about = { token: made.token.id, name: wanted.name, granted: { role, scope: { ...scope } } };
    await appendAudit(tx, [{ ...actor, what: 'token.created', about }], now);
    return made;
  });
}

/** Revokes a token at once, and says so in the audit log. Undefined when there is none that could be revoked. */
export async function withdrawToken(db: Db, id: string, actor: Actor, now: Date): Promise<TokenRow | undefined> {
  return db.transaction(async (tx) => {
    const token = await revokeToken(tx, id, now);
    if (token !== undefined) await appendAudit(tx, [{ ...actor, what: 'token.revoked', about: { token: id } }], now);
    return token;
  });
}
