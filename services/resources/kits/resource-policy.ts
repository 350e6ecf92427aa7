import { accountIn } from '#services/model/arn.ts';
import { statementsAt } from './condition-operator.ts';
import { fencesAmong } from './fence.ts';
import type { Statement } from './policy-document.ts';
import { accountsTied, isToOrganization, tiesOf } from './tie.ts';
import { isForEverybody } from './trust.ts';

/** Stands in the place of an account. */
export const EVERYBODY = 'everybody';

/**
 * The accounts that the policy of a resource admits, by id, and `EVERYBODY` where a statement is for all and no
 * condition beyond the caller's control narrows it. If a Deny excludes all but some accounts from everything that is
 * allowed, only those accounts, because a finding must be certain.
 *
 * @param policy an object, or JSON text
 * @param time of the call, in ms since the epoch: what ended before it lets in nobody
 */
export function letIn(policy: unknown, time: number): readonly string[] {
  const statements = statementsAt(policy, time);
  const fences = fencesAmong(statements);
  const open = statements.filter(({ Effect }) => Effect === 'Allow');
  return [
    ...new Set(
      open.flatMap((allow) => {
        const accounts = accountsOf(allow);
        if (!fences.around(allow)) return accounts;
        return accounts.includes(EVERYBODY)
          ? fences.excepted
          : accounts.filter((account) => fences.excepted.includes(account));
      }),
    ),
  ];
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
