import { FINDING_FILTERS, takesSeveral } from '#services/model/finding-fields.ts';
import type { VariablesOf } from '../api/graphql.ts';
import { isObject } from '../parts/json.ts';
import { comparisonOf, conditionOf } from './conditions.ts';
import type { FINDINGS } from './findings-query.ts';
import { apiValue, PROPERTIES, valueOfApi } from './properties.ts';
import { isList, type Condition, type Join, type Part, type Query } from './query.ts';
import type { View } from './view.ts';

export type FindingFilter = NonNullable<VariablesOf<typeof FINDINGS>['filter']>;

/** The filter of the API that a view stands for. */
export function filterOf({ query, state, from, until }: View): FindingFilter {
  return {
    ...filterOfQuery(query),
    ...(state !== 'all' && { archived: state === 'archived' }),
    ...(from !== undefined && { seenFrom: from }),
    ...(until !== undefined && { seenBefore: until }),
  };
}

function filterOfQuery({ join, parts }: Query): FindingFilter {
  const members = parts.map((part): FindingFilter => {
    if (!isList(part)) return filterOfCondition(part);
    const list = part.map(filterOfCondition);
    return join === 'and' ? { or: list } : { and: list };
  });
  if (join === 'or') return { or: members };
  // Conditions with different names become members of one filter, because the API answers the simplest filters the
  // fastest.
  const taken = new Set(BESIDE);
  const rest = members.filter((member) => {
    const [name = ''] = Object.keys(member);
    return !FILTER_NAMES.has(name) || taken.size === taken.add(name).size;
  });
  const own = members.filter((member) => !rest.includes(member));
  return Object.assign(
    own.reduce((all, member) => ({ ...all, ...member }), {}),
    rest.length > 0 && { and: rest },
  );
}

/** These filters have controls of their own. */
const BESIDE: ReadonlySet<string> = new Set(['archived', 'seenFrom', 'seenBefore']);
const FILTER_NAMES: ReadonlySet<string> = new Set(FINDING_FILTERS.map(({ name }) => name));

function filterOfCondition(condition: Condition): FindingFilter {
  const comparison = comparisonOf(condition);
  if (comparison === undefined) return {};
  const { filter, negated } = comparison;
  const values = condition.values.map((value) => apiValue(filter, value));
  const member = { [filter.name]: takesSeveral(filter.keeps) ? values : values[0] };
  return isFilter(member) ? (negated ? { not: member } : member) : {};
}

/** Conditions have valid values already: see `conditionOf`. */
function isFilter(member: object): member is FindingFilter {
  return Object.keys(member).every((name) => FILTER_NAMES.has(name));
}

/** The query that a filter of the API stands for; undefined where conditions cannot express it. */
export function queryOfFilter(filter: unknown): Query | undefined {
  if (!isObject(filter)) return undefined;
  return joined(
    'and',
    Object.entries(filter).map(([name, value]) => {
      if (name === 'and' || name === 'or') return joined(name, [value].flat().map(queryOfFilter));
      return name === 'not' ? unlike(queryOfFilter(value)) : only(conditionOfFilter(name, value));
    }),
  );
}

/** Queries joined to one. It can hold lists of conditions, but no lists in lists. */
function joined(join: Join, queries: readonly (Query | undefined)[]): Query | undefined {
  const [first, ...rest] = queries;
  if (first !== undefined && rest.length === 0) return first;
  const parts = queries.map((query) => query && partsWithin(join, query));
  // An `or` without alternatives matches nothing, which conditions cannot express.
  if (parts.includes(undefined) || (join === 'or' && parts.length === 0)) return undefined;
  return { join, parts: parts.flatMap((each) => each ?? []) };
}

/** The parts of a query in a join; undefined where they do not fit in. */
function partsWithin(join: Join, query: Query): readonly Part[] | undefined {
  if (query.parts.length === 0) return join === 'and' ? [] : undefined;
  if (query.join === join) return query.parts;
  const [first, ...rest] = query.parts;
  if (first !== undefined && rest.length === 0) return isList(first) ? first : [first];
  return query.parts.some(isList) ? undefined : [query.parts.flatMap((part) => part)];
}

function only(condition: Condition | undefined): Query | undefined {
  return condition && { join: 'and', parts: [condition] };
}

function unlike(query: Query | undefined): Query | undefined {
  const [first, ...rest] = query?.parts ?? [];
  if (first === undefined || isList(first) || rest.length > 0) return undefined;
  const filter = comparisonOf(first)?.filter;
  const [operator] =
    [...(PROPERTIES.get(first.property)?.comparisons ?? [])].find(
      ([, each]) => each.negated && each.filter === filter,
    ) ?? [];
  return operator && comparisonOf(first)?.negated === false ? only({ ...first, operator }) : undefined;
}

function conditionOfFilter(name: string, value: unknown): Condition | undefined {
  for (const { name: property, comparisons } of PROPERTIES.values())
    for (const [operator, { filter, negated }] of comparisons) {
      if (filter.name !== name || negated) continue;
      const values = [value].flat().map((each) => valueOfApi(filter, each));
      const [condition] = conditionOf(property, operator, values);
      return condition?.values.length === values.length ? condition : undefined;
    }
  return undefined;
}
