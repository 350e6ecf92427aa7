import { accountIn } from '#services/model/arn.ts';
import { statementsOf, type Statement } from './policy-document.ts';
import { accountsTied, isFence, isToOrganization, tiesOf } from './tie.ts';
import { isForEverybody } from './trust.ts';

/** Stands in the place of an account. */
export const EVERYBODY = 'everybody';

/**
 * The accounts that the policy of a resource admits, by id, and `EVERYBODY` where a statement is for all and no
 * condition beyond the caller's control narrows it. Nobody, where a Deny excludes all but some: a finding must be
 * certain.
 *
 * @param policy an object, or JSON text
 */
export function letIn(policy: unknown): readonly string[] {
  const statements = statementsOf(policy);
  if (statements.some(isFence)) return [];
  return [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(accountsOf))];
}

function accountsOf(statement: Statement): readonly string[] {
  const ties = tiesOf(statement);
  if (ties.some(isToOrganization)) return [];
  const named = principalsOf(statement);
  if (!isForEverybody(statement)) return named;
  return ties.length === 0 ? [EVERYBODY, ...named] : [...named, ...accountsTied(ties)];
}

function principalsOf({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['AWS'] ?? []).flatMap((arn) => accountIn(arn) ?? []);
}
