import type { IamRoleDetails } from '#services/resources/iam-role.ts';
import { trustIn, type Trust } from '#services/resources/kits/trust.ts';
import type { Seen } from '../seen.ts';
import { compact } from './compact.ts';

/** A role in AWS's words. */
export interface ToldRole extends Partial<Omit<IamRoleDetails, 'trust'>> {
  /** Its trust policy, URL-encoded. */
  readonly document: string | undefined;
}

/** No genuine trust policy of the greatest length that AWS takes names more accounts. */
const ACCOUNTS_MAX = 200;

/**
 * The principals that a trust policy admits, in the form of a fact. Bounded, because a record may hold any text.
 *
 * @param time in ms since the epoch
 */
export function keptTrust(document: unknown, time: number): Trust {
  const { accounts, withExternalId, everybody, anyToken } = trustIn(document, time);
  const kept = accounts.slice(0, ACCOUNTS_MAX);
  const bound = new Set(withExternalId);
  return {
    accounts: kept,
    withExternalId: kept.filter((account) => bound.has(account)),
    everybody,
    anyToken: [...new Set(anyToken)],
  };
}

/** Before every date, so that all of a policy counts. */
const ANY_TIME = -Infinity;

/** Facts about a role. AWS does not say since when the trust policy holds: it has no date. */
export function roleFacts({ document, ...told }: ToldRole): readonly Seen[] {
  const { roleName } = told;
  if (roleName === undefined) return [];
  const details = compact({
    ...told,
    roleName,
    trust: document === undefined ? undefined : keptTrust(document, ANY_TIME),
  });
  return [{ member: 'iamRoleDetails', alias: roleName, since: undefined, details }];
}
