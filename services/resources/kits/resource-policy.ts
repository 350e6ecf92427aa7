import { accountIn } from '#services/model/arn.ts';
import { isOver } from './condition-operator.ts';
import { statementsOf, type Statement } from './policy-document.ts';
import { accountsTied, fencesAmong, isToOrganization, tiesOf } from './tie.ts';
import { isForEverybody } from './trust.ts';

/** Stands in the place of an account. */
export const EVERYBODY = 'everybody';

/**
 * The accounts that the policy of a resource admits, by id, and `EVERYBODY` where a statement is for all and no
 * condition beyond the caller's control narrows it. Nobody, where a Deny excludes all but some from whatever is allowed:
 * a finding must be certain.
 *
 * @param policy an object, or JSON text
 * @param time of the call, in ms since the epoch: what ended before it lets in nobody
 */
export function letIn(policy: unknown, time: number): readonly string[] {
  const statements = statementsOf(policy);
  const isFenced = fencesAmong(statements);
  const open = statements.filter(
    (statement) => statement.Effect === 'Allow' && !isOver(statement.Condition, time) && !isFenced(statement),
  );
  return [...new Set(open.flatMap(accountsOf))];
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
