import type { Operator } from './rules-query.ts';

/** GuardDuty's operators, and one for ranges of addresses. */
export const OPERATORS: Readonly<Record<Operator, string>> = {
  EQUALS: 'is',
  NOT_EQUALS: 'is not',
  MATCHES: 'matches',
  NOT_MATCHES: 'does not match',
  GREATER_THAN: 'is greater than',
  GREATER_THAN_OR_EQUAL: 'is at least',
  LESS_THAN: 'is less than',
  LESS_THAN_OR_EQUAL: 'is at most',
  WITHIN: 'is within',
};

export function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && Object.hasOwn(OPERATORS, text);
}
