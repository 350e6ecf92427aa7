import { conditionsOf, statementsOf, type Condition, type Statement } from './policy-document.ts';

/** How an operator of a condition compares. */
export interface ConditionOperator {
  /** The comparison, in lower case and without its negation: `stringlike` for `ForAnyValue:StringNotLikeIfExists`. */
  readonly test: string;
  readonly negated: boolean;
  /** Whether the condition holds for a request that lacks the key. */
  readonly holdsWithoutKey: boolean;
  /** Whether `*` and `?` in a value are wildcards; other operators compare them as they are. */
  readonly takesWildcards: boolean;
}

/**
 * Reads the name of an operator. A request that lacks the key meets a negated operator and one that ends in `IfExists`
 * ("IAM JSON policy elements: Condition operators"). It meets each operator after `ForAllValues:`, but not a
 * negated one after `ForAnyValue:` ("Single-valued vs. multivalued context keys").
 */
export function operatorOf(spelled: string): ConditionOperator {
  const text = spelled.toLowerCase();
  const name = text.replace(/^for(all|any)values?:/, '').replace(/ifexists$/, '');
  const negated = name.includes('not');
  const test = name.replace('not', '');
  const isOptional = text.endsWith('ifexists') || text.startsWith('forallvalues:');
  return {
    test,
    negated,
    holdsWithoutKey: isOptional || (negated && !text.startsWith('foranyvalue:')),
    takesWildcards: test.includes('like') || test.startsWith('arn'),
  };
}

/**
 * The conditions that hold only for a request that has their key with one of their values. The values are patterns, as
 * `patternsOf` makes them.
 */
export function demandsOf(block: Statement['Condition']): readonly Condition[] {
  return conditionsOf(block).flatMap((condition) => {
    const { test, negated, holdsWithoutKey } = operatorOf(condition.operator);
    // These operators do not compare for equality, so many values meet them.
    const namesNone = test === 'null' || test.includes('than');
    return negated || holdsWithoutKey || namesNone ? [] : [{ ...condition, values: patternsOf(condition) }];
  });
}

/** The values of a condition, with `*` and `?` only where they are wildcards, and `*` for variables of the caller. */
export function patternsOf({ operator, values }: Condition): readonly string[] {
  const { takesWildcards } = operatorOf(operator);
  return values.map((value) => (takesWildcards ? value : value.replaceAll(/[*?]/g, '_')).replaceAll(OF_CALLER, '*'));
}

/**
 * The statements of a policy that still say something at a time: not those that a date has ended.
 *
 * @param policy an object, or JSON text, URL-encoded or not
 * @param time in ms since the epoch
 */
export function statementsAt(policy: unknown, time: number): readonly Statement[] {
  return statementsOf(policy).filter(({ Condition: block }) => !isOver(block, time));
}

/** Whether a condition held until a moment before a time, and will not hold again. */
function isOver(block: Statement['Condition'], time: number): boolean {
  return conditionsOf(block).some(
    ({ operator, key, values }) =>
      /^aws:(CurrentTime|EpochTime)$/i.test(key) &&
      /lessthan(equals)?$/.test(operatorOf(operator).test) &&
      values.every((value) => momentOf(value) < time),
  );
}

/** ISO 8601, or seconds since the epoch; NaN, which compares as false, for anything else. */
export function momentOf(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** A variable that the caller may determine: all but those about the resource. */
const OF_CALLER = /\$\{(?!aws:Resource)[^${}]*\}/gi;
