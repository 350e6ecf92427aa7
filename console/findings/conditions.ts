import { takesSeveral, type FindingProperty } from '#services/model/finding-fields.ts';
import { isValue, PROPERTIES, propertyNamed, type Comparison } from './properties.ts';
import { isList, type Condition, type Join, type Part, type Query } from './query.ts';

/** A query that also demands a value of a property, instead of others that it named before. */
export function narrowed({ join, parts }: Query, property: FindingProperty, value: string): Query {
  const added: Condition = { property, operator: '=', values: [value] };
  // Distributed over the alternatives, because lists in lists cannot be shown.
  if (join === 'or') return tidied({ join, parts: parts.map((part) => [...listOf(part), added]) });
  const others = parts.filter((part) => isList(part) || part.property !== property || part.operator !== '=');
  return { join, parts: [...others, added] };
}

function listOf(part: Part): readonly Condition[] {
  return isList(part) ? part : [part];
}

/** The condition, if there are such a property, operator and values; else nothing. */
export function conditionOf(
  name: string | undefined,
  operator: string,
  values: readonly string[],
): readonly Condition[] {
  const property = propertyNamed(name);
  const compared = [...(property?.comparisons ?? [])].find(([each]) => each === operator);
  if (property === undefined || compared === undefined) return [];
  const [known, { filter }] = compared;
  const [first, ...rest] = values.filter((value) => isValue(filter, value));
  if (first === undefined) return [];
  return [
    { property: property.name, operator: known, values: takesSeveral(filter.keeps) ? [first, ...rest] : [first] },
  ];
}

export function comparisonOf({ property, operator }: Condition): Comparison | undefined {
  return PROPERTIES.get(property)?.comparisons.get(operator);
}

/**
 * The same query in its simplest form: no list of one condition, and conditions that can be one are one. Two severities
 * of a finding, say, are alternatives, because it has only one.
 */
export function tidied({ join, parts }: Query): Query {
  const other = join === 'and' ? 'or' : 'and';
  const lists = parts.flatMap((part): readonly Part[] => {
    if (!isList(part)) return [part];
    const list = united(other, part);
    return list.length > 1 ? [list] : list;
  });
  const singles = lists.flatMap((part) => (isList(part) ? [] : [part]));
  const all = [...united(join, singles), ...lists.filter(isList)];
  const [only] = all;
  if (only !== undefined && all.length > 1) return { join, parts: all };
  // One list is a query of its own; without alternatives, there is no other join.
  return only !== undefined && isList(only) ? { join: other, parts: only } : { join: 'and', parts: all };
}

function united(join: Join, conditions: readonly Condition[]): readonly Condition[] {
  const all: Condition[] = [];
  for (const condition of conditions) {
    const at = all.findIndex(
      ({ property, operator }) => property === condition.property && operator === condition.operator,
    );
    const earlier = all[at];
    const values = earlier && unitedValues(join, earlier, condition);
    if (values === undefined) all.push(condition);
    else all[at] = { ...condition, values };
  }
  return all;
}

function unitedValues(join: Join, one: Condition, other: Condition): Condition['values'] | undefined {
  const { filter, negated } = comparisonOf(one) ?? {};
  if (filter === undefined) return undefined;
  const [first] = one.values;
  if (filter.keeps === 'words') return join === 'and' && !negated ? [`${first} ${other.values[0]}`] : undefined;
  if (!takesSeveral(filter.keeps)) return undefined;
  const alternatives = join === 'or' || filter.keeps === 'any' || filter.keeps === 'severities';
  if (negated ? join !== 'and' : !alternatives) return undefined;
  return [first, ...new Set([...one.values, ...other.values].filter((value) => value !== first))];
}
