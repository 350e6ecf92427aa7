import { accountIn } from '#services/model/arn.ts';
import type { Condition } from './policy-document.ts';
import { conditionsOf, statementsOf, type Statement } from './policy-document.ts';
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
  const ties = conditionsOf(statement.Condition).filter(isTie);
  if (ties.some(({ key }) => ORGANIZATION.test(key))) return [];
  const named = principalsOf(statement);
  if (!isForEverybody(statement)) return named;
  const tied = ties.flatMap(({ values }) => values.flatMap((value) => accountIn(value) ?? []));
  return ties.length === 0 ? [EVERYBODY, ...named] : [...named, ...tied];
}

function principalsOf({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['AWS'] ?? []).flatMap((arn) => accountIn(arn) ?? []);
}

/**
 * Whether a condition restricts a request to fixed values ("The meaning of public", Amazon S3 User Guide, has them).
 */
function isTie({ operator, key, values }: Condition): boolean {
  return !/not|null|ifexists/i.test(operator) && TYING.test(key) && values.every((value) => isFixed(key, value));
}

/**
 * Whether a value leaves out strangers: what comes after a wildcard narrows nobody who is somewhere else. An ARN says by
 * its account whose it is; a bucket's says so by its name, which no other account has.
 */
function isFixed(key: string, value: string): boolean {
  if (/^aws:sourceip$/i.test(key)) return !/\/[0-7]$/.test(value);
  if (/(account|owner)$/i.test(key)) return !/[*?]/.test(value);
  if (!/^arn:/i.test(value)) return !/^[*?]|^(?:vpc|vpce|o)-[*?]/.test(value);
  const [, , service, , account = '', name = ''] = value.split(':');
  return account === '' || service === 's3' ? !/^[*?]/.test(name) : !/[*?]/.test(account);
}

function isFence({ Effect, Condition: block }: Statement): boolean {
  return Effect === 'Deny' && conditionsOf(block).some(({ operator, key }) => /not/i.test(operator) && TYING.test(key));
}

const ORGANIZATION = /^aws:(principalorgid|principalorgpaths|sourceorgid|sourceorgpaths)$/i;
const TYING =
  /^(aws:(principalorgid|principalorgpaths|principalaccount|principalarn|sourceorgid|sourceorgpaths|sourceaccount|sourceowner|sourcearn|sourcevpc|sourcevpce|sourceip|userid)|kms:calleraccount|elasticfilesystem:accessedviamounttarget|elasticfilesystem:accesspointarn)$/i;
