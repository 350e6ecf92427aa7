import type { VariablesOf } from '../api/graphql.ts';
import { readQuery, writeQuery } from './condition-address.ts';
import { having, NO_CONDITIONS, type Query, type Values } from './conditions.ts';
import { filterOfQuery, type FindingFilter } from './filter-query.ts';
import type { FINDINGS } from './findings-query.ts';
import { GROUPINGS, type Grouping } from './properties.ts';

type OrderBy = NonNullable<VariablesOf<typeof FINDINGS>['orderBy']>;

export const STATES = ['active', 'archived', 'all'] as const;
export type State = (typeof STATES)[number];

const SORTS = { severity: 'CONTEXT_SEVERITY', lastSeen: 'LAST_SEEN', updated: 'UPDATED_AT' } as const satisfies Record<
  string,
  OrderBy['by']
>;
export type SortName = keyof typeof SORTS;

/** A filter and an order of findings. The address contains all of it. */
export interface View {
  readonly query: Query;
  readonly state: State;
  /** ISO 8601. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly sort: SortName;
  readonly descending: boolean;
  /** The property to count by; undefined: a list of findings. */
  readonly group: Grouping | undefined;
}

export const EVERYTHING: View = {
  query: NO_CONDITIONS,
  state: 'active',
  from: undefined,
  until: undefined,
  sort: 'lastSeen',
  descending: true,
  group: undefined,
};

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

/** The query string of an address: parts that are equal to `EVERYTHING` are left out. */
export function searchOf(view: Partial<View>): string {
  const { query, state, from, until, sort, descending, group } = { ...EVERYTHING, ...view };
  const search = new URLSearchParams();
  writeQuery(search, query);
  if (state !== EVERYTHING.state) search.set('state', state);
  if (from !== undefined) search.set('from', from);
  if (until !== undefined) search.set('until', until);
  if (sort !== EVERYTHING.sort) search.set('sort', sort);
  if (!descending) search.set('direction', 'up');
  if (group !== undefined) search.set('group', group.name);
  return search.toString();
}

interface Shown extends Partial<View> {
  /** Stands for the query that demands these values. */
  readonly values?: Values;
}

/** The address of the list with a view. */
export function hrefOf({ values, ...view }: Shown): string {
  const search = searchOf({ ...(values && { query: having(values) }), ...view });
  return search === '' ? '/findings' : `/findings?${search}`;
}

export function filterOf({ query, state, from, until }: View): FindingFilter {
  return {
    ...filterOfQuery(query),
    ...(state !== 'all' && { archived: state === 'archived' }),
    ...(from !== undefined && { seenFrom: from }),
    ...(until !== undefined && { seenBefore: until }),
  };
}

export function orderOf({ sort, descending }: View): OrderBy {
  return { by: SORTS[sort], direction: descending ? 'DESCENDING' : 'ASCENDING' };
}

export function isSort(text: string | null | undefined): text is SortName {
  return text != null && Object.hasOwn(SORTS, text);
}

function momentIn(text: string | null): string | undefined {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
