import { conditionsOf, type Condition, type Statement } from './policy-document.ts';

/** What an operator does, apart from how it is spelled. */
export interface ConditionOperator {
  /** In lower case, and without its negation: `stringlike` of `ForAnyValue:StringNotLikeIfExists`. */
  readonly test: string;
  readonly negated: boolean;
  /** Whether it holds for a request that lacks the key. */
  readonly holdsWithoutKey: boolean;
  /** Whether `*` and `?` in a value stand for anything; to other operators they are letters. */
  readonly takesWildcards: boolean;
}

/**
 * Reads the name of an operator. Without the key a negated one holds, and so does one `…IfExists` ("IAM JSON policy
 * elements: Condition operators"); `ForAllValues:` holds of no values at all, and `ForAnyValue:` of none, negated or not
 * ("Single-valued vs. multivalued context keys").
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
 * The conditions that hold only for a request that has their key, with one of their values; these as patterns, see
 * `patternsOf`.
 */
export function demandsOf(block: Statement['Condition']): readonly Condition[] {
  return conditionsOf(block).flatMap((condition) => {
    const { test, negated, holdsWithoutKey } = operatorOf(condition.operator);
    // What is only to be there, or before or after something, is not one of the values.
    const namesNone = test === 'null' || test.includes('than');
    return negated || holdsWithoutKey || namesNone ? [] : [{ ...condition, values: patternsOf(condition) }];
  });
}

/** The values of a condition, in which `*` and `?` stand for anything, and for nothing else. */
export function patternsOf({ operator, values }: Condition): readonly string[] {
  const { takesWildcards } = operatorOf(operator);
  return values.map((value) => (takesWildcards ? value : value.replaceAll(/[*?]/g, '_')).replaceAll(OF_CALLER, '*'));
}

/** A variable is whatever the caller has in its place, unless it is about the resource, which is its owner's. */
const OF_CALLER = /\$\{(?!aws:Resource)[^${}]*\}/gi;
