import type { IamRoleDetails } from '#services/resources/iam-role.ts';
import { trustIn, type Trust } from '#services/resources/kits/trust.ts';
import type { Seen } from '../seen.ts';
import { compact } from './compact.ts';

/** A role as AWS tells of it. */
export interface ToldRole extends Partial<Omit<IamRoleDetails, 'trust'>> {
  /** Its trust policy, URL-encoded. */
  readonly document: string | undefined;
}

/** More accounts than this has no trust policy of the greatest length that AWS takes in earnest. */
const ACCOUNTS_MAX = 200;

/** Whom a trust policy lets in, as a fact keeps it: a record may hold whatever text. */
export function keptTrust(document: unknown): Trust {
  const { accounts, withExternalId, everybody, anyToken } = trustIn(document);
  const kept = accounts.slice(0, ACCOUNTS_MAX);
  const bound = new Set(withExternalId);
  return {
    accounts: kept,
    withExternalId: kept.filter((account) => bound.has(account)),
    everybody,
    anyToken: [...new Set(anyToken)],
  };
}

/** What is known of a role. Since when it lets in whom it does, AWS does not say: a trust policy has no date. */
export function roleFacts({ document, ...told }: ToldRole): readonly Seen[] {
  const { roleName } = told;
  if (roleName === undefined) return [];
  const details = compact({ ...told, roleName, trust: document === undefined ? undefined : keptTrust(document) });
  return [{ member: 'iamRoleDetails', alias: roleName, since: undefined, details }];
}
