import { z } from 'zod';
import type { Actor } from '#services/model/audit.ts';
import { once, OTHER_REQUEST, type KeyedRequest } from '../../answers.ts';
import type { Db } from '../../client.ts';
import type { Secret } from '../../secret.ts';
import { appendAudit } from '../audit.ts';
import { createToken, revokeToken, tokenOf, type NewToken, type TokenRow } from './tokens.ts';

/** Creates a token and writes that into the audit log, in one transaction. */
export async function issueToken(
  db: Db,
  wanted: NewToken,
  actor: Actor,
  now: Date,
): Promise<{ readonly secret: Secret; readonly token: TokenRow }> {
  return db.transaction(async (tx) => {
    const made = await createToken(tx, wanted, actor.who, now);
    const { role, scope } = wanted.granted;
    const about = { name: wanted.name, granted: { role, scope: { ...scope } } };
    await appendAudit(tx, [{ ...actor, what: 'token.created', subject: made.token.id, about }], now);
    return made;
  });
}

/** Creates a token once for each key. A repeated request with the same key returns the token, but never its secret again. */
export async function issueTokenOnce(
  db: Db,
  wanted: NewToken,
  { actor, now, keyed }: { readonly actor: Actor; readonly now: Date; readonly keyed: KeyedRequest | undefined },
): Promise<{ readonly secret: Secret | undefined; readonly token: TokenRow } | typeof OTHER_REQUEST> {
  let secret: Secret | undefined;
  // The answer is stored, so it must not contain the secret.
  const id = await once(db, keyed, now, z.string(), async (tx) => {
    const issued = await issueToken(tx, wanted, actor, now);
    secret = issued.secret;
    return issued.token.id;
  });
  return id === OTHER_REQUEST ? id : { secret, token: await tokenOf(db, id) };
}

/**
 * Revokes a token at once and writes that into the audit log. @returns false when there is none that could be revoked
 */
export async function withdrawToken(tx: Db, id: string, actor: Actor, now: Date): Promise<boolean> {
  const token = await revokeToken(tx, id, now);
  if (token === undefined) return false;
  await appendAudit(tx, [{ ...actor, what: 'token.revoked', subject: id }], now);
  return true;
}
