import { glob } from '#services/model/glob.ts';
import { demandsOf, operatorOf, patternsOf } from './condition-operator.ts';
import { conditionsOf, type Condition, type Statement } from './policy-document.ts';

/**
 * The conditions that restrict a request to known callers or places: by a key that no caller can choose, and by fixed
 * values ("The meaning of public", Amazon S3 User Guide, has them).
 */
export function tiesOf({ Condition: block }: Pick<Statement, 'Condition'>): readonly Condition[] {
  return demandsOf(block).filter(namesKnown);
}

/**
 * Returns a function that tells whether some Deny excludes all but known callers or places from every action that an
 * Allow gives.
 */
export function fencesAmong(statements: readonly Statement[]): (allow: Statement) => boolean {
  const fences = statements.filter(isFence).slice(0, FENCES_MAX);
  return ({ Action: given = ['*'] }) => fences.some((fence) => given.every((pattern) => isAbout(fence, pattern)));
}

function isFence({ Effect, NotPrincipal, Condition: block }: Statement): boolean {
  if (Effect !== 'Deny') return false;
  const conditions = conditionsOf(block);
  if (NotPrincipal !== undefined && conditions.length === 0) return !isAnybody(NotPrincipal);
  if (conditions.some(({ key }) => CHOSEN.test(key))) return false;
  return conditions.some((condition) => {
    const { negated, holdsWithoutKey } = operatorOf(condition.operator);
    return negated && holdsWithoutKey && namesKnown({ ...condition, values: patternsOf(condition) });
  });
}

/**
 * Keys whose value is the caller's choice ("AWS global condition context keys"): a Deny that asks for one as well does
 * not apply to who chooses another.
 */
const CHOSEN = /^aws:(useragent|referer|securetransport|tagkeys|requesttag\/.*)$/i;

function isAnybody(principal: Exclude<Statement['NotPrincipal'], undefined>): boolean {
  return principal === '*' || (typeof principal !== 'string' && (principal['AWS']?.includes('*') ?? false));
}

/** Whether a statement is about all that a pattern of actions stands for. An exception may leave a part out. */
function isAbout({ Action, NotAction = [] }: Statement, pattern: string): boolean {
  const excepted = NotAction.slice(0, PATTERNS_MAX);
  return Action === undefined
    ? excepted.length === NotAction.length && !excepted.some((except) => mayMeet(except, pattern))
    : Action.slice(0, PATTERNS_MAX).some((action) => covers(action, pattern));
}

/** Whether a pattern matches all that another stands for: whatever is in the place of a `*`, nothing as well. */
function covers(wider: string, narrower: string): boolean {
  return ['', 'qzx7'].every((text) => glob(wider.toLowerCase(), narrower.toLowerCase().replaceAll('*', text)));
}

/** Whether two patterns may stand for the same action: those that begin differently do not. */
function mayMeet(one: string, other: string): boolean {
  const [a, b] = [one, other].map((pattern) => pattern.toLowerCase().split(/[*?]/, 1)[0] ?? '');
  return a !== undefined && b !== undefined && (a.startsWith(b) || b.startsWith(a));
}

/** More than any policy in earnest has: each is compared with every action of the others. */
const FENCES_MAX = 8;
const PATTERNS_MAX = 32;

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

function namesKnown({ key, values }: Condition): boolean {
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
