import { createIpSet } from '#services/intel/ip-set.ts';
import { parseIpAddress } from '#services/intel/ip-address.ts';
import { parseIpRange } from '#services/intel/ip-range.ts';
import { glob } from '#services/model/glob.ts';
import { momentOf } from '#services/model/moment.ts';
import type { Criterion, Operator, Rule } from '#services/model/rule.ts';
import { ruleField, type RuleField, type RuleSubject } from './field.ts';

/** A rule, compiled for use. */
export interface RuleInUse extends Rule {
  /** Whether all of its criteria hold. */
  matches(subject: RuleSubject): boolean;
  /**
   * Whether it would match the same activity anywhere in its own scope: tests all criteria except those on the place.
   */
  silences(subject: RuleSubject): boolean;
}

/** An invalid criterion never holds: the rule then hides less, never more. */
export function useRule<R extends Rule>(rule: R): R & RuleInUse {
  const tests = rule.criteria.map((criterion) => ({ criterion, test: testOf(criterion) }));
  const what = tests.filter(({ criterion: { field } }) => ruleField(field)?.estate !== true);
  const all = (some: typeof tests) => (subject: RuleSubject) =>
    some.every(({ test }) => typeof test !== 'string' && test(subject));
  return { ...rule, matches: all(tests), silences: all(what) };
}

/** @returns the reason why a criterion is invalid, as a sentence */
export function mistakeInCriterion(criterion: Criterion): string | undefined {
  const test = testOf(criterion);
  return typeof test === 'string' ? test : undefined;
}

type Test = (subject: RuleSubject) => boolean;

function testOf({ field: name, operator, values }: Criterion): Test | string {
  const field = ruleField(name);
  if (field === undefined)
    return `There is no field "${name}": use a field of findings such as type, a path in GuardDuty's JSON, tag:KEY, organizationalUnit or remoteAddress.`;
  if (values.length === 0 || values.includes('')) return `${name}: give a value to compare it with.`;
  const one = OPERATIONS[operator](name, field, values);
  if (typeof one === 'string') return one;
  const isNot = operator === 'notEquals' || operator === 'notMatches';
  return (subject) => {
    const found = field.values(subject);
    // An unknown value is neither equal nor unequal: no criterion holds for it.
    if (found.length === 0) return false;
    return field.every || isNot ? found.every(one) : found.some(one);
  };
}

type OneTest = (value: string | number) => boolean;
type Operation = (name: string, field: RuleField, values: readonly string[]) => OneTest | string;

const OPERATIONS: Record<Operator, Operation> = {
  equals: (name, field, values) => same(name, field, values),
  notEquals(name, field, values) {
    const test = same(name, field, values);
    return typeof test === 'string' ? test : (value) => !test(value);
  },
  greaterThan: compared((value, limit) => value > limit),
  greaterThanOrEqual: compared((value, limit) => value >= limit),
  lessThan: compared((value, limit) => value < limit),
  lessThanOrEqual: compared((value, limit) => value <= limit),
  matches: (name, field, values) => matching(name, field, values),
  notMatches(name, field, values) {
    const test = matching(name, field, values);
    return typeof test === 'string' ? test : (value) => !test(value);
  },
  within(name, field, values) {
    const ranges = values.map((text) => ({ text, range: parseIpRange(text) }));
    const wrong = ranges.find(({ range }) => range === undefined);
    if (wrong !== undefined) return `${name}: "${wrong.text}" is not an address or a range such as 192.0.2.0/24.`;
    if (field.holds !== 'text') return `${name} has no addresses: it cannot be compared with a range.`;
    const set = createIpSet(ranges.flatMap(({ range }) => range ?? []));
    return (value) => {
      const address = typeof value === 'string' ? parseIpAddress(value) : undefined;
      return address !== undefined && set.find(address) !== undefined;
    };
  },
};

function same(name: string, field: RuleField, values: readonly string[]): OneTest | string {
  const wanted = numbersOf(name, field, values);
  if (typeof wanted === 'string') return wanted;
  const set = new Set<string | number>(wanted ?? values);
  return (value) => set.has(value);
}

function matching(name: string, field: RuleField, values: readonly string[]): OneTest | string {
  if (field.holds !== 'text') return `${name} is not a text: compare it with equals or greaterThan.`;
  // A pattern that matches everything is no condition.
  const all = values.find((pattern) => /^\*+$/.test(pattern));
  if (all !== undefined) return `${name}: "${all}" matches everything: leave the criterion out.`;
  return (value) => values.some((pattern) => glob(pattern, String(value)));
}

function compared(holds: (value: number, limit: number) => boolean): Operation {
  return (name, field, values) => {
    const limits = numbersOf(name, field, values);
    if (typeof limits === 'string') return limits;
    const [limit] = limits ?? [];
    if (limit === undefined || values.length > 1) return `${name} is compared with one number or time.`;
    return (value) => typeof value === 'number' && holds(value, limit);
  };
}

/** The values as numbers, or what is wrong with them; undefined where the field holds text. */
function numbersOf(
  name: string,
  { holds }: RuleField,
  values: readonly string[],
): readonly number[] | undefined | string {
  if (holds === 'text') return undefined;
  const numbers = values.map((text) =>
    holds === 'moment' ? (momentOf(text)?.getTime() ?? Number.NaN) : text.trim() === '' ? Number.NaN : Number(text),
  );
  const wrong = values.find((_, index) => !Number.isFinite(numbers[index]));
  if (wrong === undefined) return numbers;
  return `${name}: "${wrong}" is not a ${holds === 'moment' ? 'time such as 2026-11-22T19:00:00Z' : 'number'}.`;
}
