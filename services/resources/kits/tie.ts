import { demandsOf, operatorOf, patternsOf } from './condition-operator.ts';
import { conditionsOf, type Condition, type Statement } from './policy-document.ts';

/**
 * The conditions that tie a request to callers or places that the policy knows: by a key that no caller writes, and by
 * values that are fixed ("The meaning of public", Amazon S3 User Guide, has them).
 */
export function tiesOf({ Condition: block }: Pick<Statement, 'Condition'>): readonly Condition[] {
  return demandsOf(block).filter(namesKnown);
}

/** Whether a Deny keeps out all but callers or places that the policy knows. */
export function isFence({ Effect, Condition: block }: Statement): boolean {
  return (
    Effect === 'Deny' &&
    conditionsOf(block).some((condition) => {
      const { negated, holdsWithoutKey } = operatorOf(condition.operator);
      return negated && holdsWithoutKey && namesKnown({ ...condition, values: patternsOf(condition) });
    })
  );
}

/** The accounts that ties leave; none where they are to an organization, whose accounts no policy names. */
export function accountsTied(ties: readonly Condition[]): readonly string[] {
  if (ties.some(isToOrganization)) return [];
  return ties.flatMap(({ values }) => values.flatMap((value) => ACCOUNT.exec(value)?.[1] ?? []));
}

export function isToOrganization({ key }: Condition): boolean {
  return /^aws:(principalorgid|principalorgpaths|sourceorgid|sourceorgpaths)$/i.test(key);
}

/** An id, or the account of an ARN, in which whatever else may be left open. */
const ACCOUNT = /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/i;

const TYING =
  /^(aws:(principalorgid|principalorgpaths|principalaccount|principalarn|sourceorgid|sourceorgpaths|sourceaccount|sourceowner|sourcearn|sourcevpc|sourcevpce|sourceip|userid)|kms:calleraccount|elasticfilesystem:accessedviamounttarget|elasticfilesystem:accesspointarn)$/i;

function namesKnown({ key, values }: Condition): boolean {
  return TYING.test(key) && values.every((value) => isFixed(key, value));
}

/**
 * Whether a pattern leaves out strangers: what comes after a wildcard narrows nobody who is somewhere else. An ARN says by
 * its account whose it is; a bucket's says so by its name, which no other account has. What is no ARN begins with an id.
 */
function isFixed(key: string, pattern: string): boolean {
  if (/^aws:sourceip$/i.test(key)) return !/[*?]|\/[0-7]$/.test(pattern);
  if (!/^arn:/i.test(pattern)) return !/^[^:/]*[*?]/.test(pattern);
  const [, , service, , account = '', name] = pattern.split(':');
  if (name === undefined) return !/[*?]/.test(pattern);
  return account === '' || service === 's3' ? !/^[*?]/.test(name) : !/[*?]/.test(account);
}
