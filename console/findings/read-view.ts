import { JOIN, LIST, SUFFIXES } from './condition-address.ts';
import { conditionOf, tidied } from './conditions.ts';
import { GROUPINGS, PROPERTIES, type Operator } from './properties.ts';
import type { Condition, Query } from './query.ts';
import { EVERYTHING, isSort, STATES, type View } from './view.ts';

/** The view that the query string of an address stands for. What makes no sense is left out. */
export function viewOf(search: URLSearchParams): View {
  const sort = search.get('sort');
  return {
    query: readQuery(search),
    state: STATES.find((state) => state === search.get('state')) ?? EVERYTHING.state,
    from: momentIn(search.get('from')),
    until: momentIn(search.get('until')),
    sort: isSort(sort) ? sort : EVERYTHING.sort,
    descending: search.get('direction') !== 'up',
    group: GROUPINGS.find(({ name }) => name === search.get('group')),
  };
}

function readQuery(search: URLSearchParams): Query {
  const lists = listsIn(search).map((list) => [...conditionsIn(list), ...listsIn(list).flatMap(conditionsIn)]);
  return tidied({ join: search.get(JOIN) === 'or' ? 'or' : 'and', parts: [...conditionsIn(search), ...lists] });
}

function listsIn(search: URLSearchParams): readonly URLSearchParams[] {
  return search.getAll(LIST).map((text) => new URLSearchParams(text));
}

function conditionsIn(search: URLSearchParams): readonly Condition[] {
  return [...new Set(search.keys())].flatMap((key) => {
    const [operator, name] = NAMED.get(key) ?? [];
    return operator === undefined ? [] : conditionOf(name, operator, search.getAll(key));
  });
}

/** Operators and properties by what an address says. */
const NAMED: ReadonlyMap<string, readonly [Operator, string]> = new Map(
  [...PROPERTIES.values()].flatMap(({ name, comparisons }) =>
    [...comparisons.keys()].map((operator) => [`${name}${SUFFIXES[operator]}`, [operator, name]] as const),
  ),
);

function momentIn(text: string | null): string | undefined {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
