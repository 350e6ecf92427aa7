import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { takesSeveral, type FindingProperty } from '#services/model/finding-fields.ts';
import { comparisonOf, conditionOf, tidied } from './conditions.ts';
import { isList, type Condition, type Join, type Query } from './query.ts';

type Token = PropertyFilterProps.Token;
type Tokens = Token | PropertyFilterProps.TokenGroup;

/** Tokens without a property are words to search for. */
const WORDS: FindingProperty = 'text';

/** A query as tokens of the design system's filter. */
export function tokensOf({ join, parts }: Query): PropertyFilterProps.Query {
  const tokenGroups = parts.map((part) =>
    isList(part) ? { operation: otherThan(join), tokens: part.map(tokenOf) } : tokenOf(part),
  );
  return { operation: join, tokens: [], tokenGroups };
}

function tokenOf(condition: Condition): Token {
  const { property, operator, values } = condition;
  const { filter } = comparisonOf(condition) ?? {};
  return {
    operator,
    value: filter && takesSeveral(filter.keeps) ? [...values] : values[0],
    ...(property !== WORDS && { propertyKey: property }),
  };
}

/** The query that tokens stand for. Tokens that no property can be compared with are left out. */
export function queryOfTokens({ operation, tokenGroups = [] }: PropertyFilterProps.Query): Query {
  return tidied({ join: operation, parts: tokenGroups.flatMap((each) => partsOf(operation, each)) });
}

/** A query has no groups within groups, so the tokens of nested groups join those of the outer group. */
function partsOf(join: Join, tokens: Tokens): Query['parts'] {
  const conditions = conditionsOf(tokens);
  return 'tokens' in tokens && tokens.operation !== join ? [conditions] : conditions;
}

function conditionsOf(tokens: Tokens): readonly Condition[] {
  if ('tokens' in tokens) return tokens.tokens.flatMap(conditionsOf);
  const value: unknown = tokens.value;
  return conditionOf(tokens.propertyKey ?? WORDS, tokens.operator, [value].flat().map(String));
}

function otherThan(join: Join): Join {
  return join === 'and' ? 'or' : 'and';
}
