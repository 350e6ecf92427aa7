import { accountIn } from '#services/model/arn.ts';
import { operatorOf, patternsOf } from './condition-operator.ts';
import { conditionsOf, isEverybody, type Condition, type Statement } from './policy-document.ts';
import { accountsTied, namesKnown } from './tie.ts';

/** What the Denies of a policy leave of its Allows. */
export interface Fences {
  /** Whether they exclude all but known callers or places from all that an Allow gives. */
  readonly around: (allow: Statement) => boolean;
  /** The accounts that all of them except. */
  readonly excepted: readonly string[];
}

/** Reads the statements of a policy that deny something to everybody but known callers or places. */
export function fencesAmong(statements: readonly Statement[]): Fences {
  const fences = statements.filter(isFence).slice(0, FENCES_MAX);
  const [first = [], ...others] = fences.map(exceptedBy);
  return {
    around: ({ Action = ['*'], Resource = ['*'] }) => {
      const about = fences.filter((fence) => Resource.every((pattern) => isOn(fence, pattern)));
      return Action.every((pattern) => about.some((fence) => isOf(fence, pattern)));
    },
    excepted: first.filter((account) => others.every((accounts) => accounts.includes(account))),
  };
}

/** A Deny excepts whoever fails one of its conditions, so none of them may be one that a stranger can fail. */
function isFence({ Effect, Principal, NotPrincipal, Condition: block }: Statement): boolean {
  if (Effect !== 'Deny' || !conditionsOf(block).every(holdsForStrangers)) return false;
  if (NotPrincipal !== undefined) return !isEverybody(NotPrincipal);
  return isEverybody(Principal) && conditionsOf(block).some(({ key }) => !OF_SERVICES.test(key));
}

/** Whether a condition holds for all requests but those of known callers or places, and of services of AWS. */
function holdsForStrangers(condition: Condition): boolean {
  const { test, negated, holdsWithoutKey } = operatorOf(condition.operator);
  if (OF_SERVICES.test(condition.key))
    return test === 'bool' && condition.values.every((value) => /^false$/i.test(value));
  return negated && holdsWithoutKey && namesKnown({ ...condition, values: patternsOf(condition) });
}

const OF_SERVICES = /^aws:PrincipalIsAWSService$/i;

function exceptedBy({ NotPrincipal, Condition: block }: Statement): readonly string[] {
  const named = typeof NotPrincipal === 'object' ? (NotPrincipal['AWS'] ?? []) : [];
  return [
    ...named.flatMap((principal) => accountIn(principal) ?? []),
    ...conditionsOf(block).flatMap((condition) => accountsTied([condition])),
  ];
}

/** Whether a statement is about all actions that a pattern stands for. */
function isOf({ Action, NotAction = [] }: Statement, pattern: string): boolean {
  return isAbout(Action && inLowerCase(Action), inLowerCase(NotAction), pattern.toLowerCase());
}

function inLowerCase(patterns: readonly string[]): readonly string[] {
  return patterns.map((pattern) => pattern.toLowerCase());
}

/** Whether a statement is about all resources that a pattern stands for. */
function isOn({ Resource, NotResource = [] }: Statement, pattern: string): boolean {
  return isAbout(Resource, NotResource, pattern);
}

function isAbout(listed: readonly string[] | undefined, excepted: readonly string[], pattern: string): boolean {
  return listed === undefined
    ? excepted.length <= PATTERNS_MAX && !excepted.some((except) => mayMeet(except, pattern))
    : listed.slice(0, PATTERNS_MAX).some((wider) => covers(wider, pattern));
}

/** Whether a pattern surely matches all that another stands for. It takes no longer than the shorter one is. */
function covers(wider: string, narrower: string): boolean {
  const start = startOf(wider);
  return wider === narrower || (wider === `${start}*` && narrower.startsWith(start));
}

/** Whether two patterns may stand for the same: those that begin differently do not. */
function mayMeet(one: string, other: string): boolean {
  const [a, b] = [startOf(one), startOf(other)];
  return a.startsWith(b) || b.startsWith(a);
}

/** What stands before the first wildcard, or variable of a request. */
function startOf(pattern: string): string {
  const end = pattern.search(/[*?]|\$\{/);
  return end < 0 ? pattern : pattern.slice(0, end);
}

/** Real policies have fewer. Each is compared with every action and resource of the others. */
const FENCES_MAX = 8;
const PATTERNS_MAX = 32;
