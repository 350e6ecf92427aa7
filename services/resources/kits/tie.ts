import { demandsOf } from './condition-operator.ts';
import type { Condition, Statement } from './policy-document.ts';

/**
 * The conditions that restrict a request to known callers or places: by a key that no caller can choose, and by fixed
 * values ("The meaning of public", Amazon S3 User Guide, has them).
 */
export function tiesOf({ Condition: block }: Pick<Statement, 'Condition'>): readonly Condition[] {
  return demandsOf(block).filter(namesKnown);
}

/** The ids of the accounts that ties restrict a request to; none for an organization, whose accounts no policy names. */
export function accountsTied(ties: readonly Condition[]): readonly string[] {
  if (ties.some(isToOrganization)) return [];
  return ties.flatMap(({ values }) => values.flatMap((value) => ACCOUNT.exec(value)?.[1] ?? []));
}

export function isToOrganization({ key }: Condition): boolean {
  return /^aws:(principalorgid|principalorgpaths|sourceorgid|sourceorgpaths)$/i.test(key);
}

/** An id, or the account of an ARN whose other parts may have wildcards. */
const ACCOUNT = /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/i;

const TYING =
  /^(aws:(principalorgid|principalorgpaths|principalaccount|principalarn|sourceorgid|sourceorgpaths|sourceaccount|sourceowner|sourcearn|sourcevpc|sourcevpce|sourceip|userid)|kms:calleraccount|elasticfilesystem:accessedviamounttarget|elasticfilesystem:accesspointarn)$/i;

/** Whether a condition compares a key that no caller can choose with values that each stand for somebody or somewhere. */
export function namesKnown({ key, values }: Condition): boolean {
  return TYING.test(key) && values.every((value) => isFixed(key, value));
}

/**
 * Whether a pattern excludes strangers: its owner is spelled out. An ARN says by its account whose it is; a bucket's says
 * so by its name, which no other account has. Any other value says so by the id that it begins with.
 */
function isFixed(key: string, pattern: string): boolean {
  if (/^aws:sourceip$/i.test(key)) return !/[*?]|\/[0-7]$/.test(pattern);
  if (!/^arn:/i.test(pattern)) return !/^[^:/]*[*?]/.test(pattern);
  const [, , service, , account = '', name] = pattern.split(':');
  if (name === undefined) return !/[*?]/.test(pattern);
  return account === '' || service === 's3' ? !/^[*?]/.test(name) : !/[*?]/.test(account);
}
