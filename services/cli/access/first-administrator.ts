import type { Db } from '#db/client.ts';
import { createLink, LINK_MS } from '#db/queries/access/sessions.ts';
import { allTokens } from '#db/queries/access/tokens.ts';
import { linkAddress } from '#graphql/access/login.ts';
import type { Config } from '../../config.ts';

/** Whether there is no administrator: no group maps to that role and no token has it. */
export async function hasNoAdministrator({ apiToken, oidc }: Config, db: Db): Promise<boolean> {
  if (apiToken !== undefined || oidc?.groups.some(({ role }) => role === 'admin')) return false;
  const tokens = await allTokens(db);
  const inForce = tokens.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > new Date());
  return !inForce.some(({ granted }) => granted.role === 'admin' && granted.scope.kind === 'everything');
}

/** A one-time link that logs the first person who opens it in as an administrator, and when it expires. */
export async function newLink(db: Db, publicUrl: string): Promise<string> {
  const now = new Date();
  const code = await createLink(db, now);
  const until = new Date(now.getTime() + LINK_MS).toISOString().slice(0, 16);
  return `${linkAddress(new URL(publicUrl), code)} signs in whoever opens it first, until ${until}Z.`;
}
