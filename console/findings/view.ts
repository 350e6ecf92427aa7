import type { VariablesOf } from '../api/graphql.ts';
import { writeQuery } from './condition-address.ts';
import type { FINDINGS } from './findings-query.ts';
import type { Grouping } from './properties.ts';
import { NO_CONDITIONS, type Query } from './query.ts';

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

/** The address of the list with a view. */
export function hrefOf(view: Partial<View>): string {
  const search = searchOf(view);
  return search === '' ? '/findings' : `/findings?${search}`;
}

export function orderOf({ sort, descending }: View): OrderBy {
  return { by: SORTS[sort], direction: descending ? 'DESCENDING' : 'ASCENDING' };
}

export function isSort(text: string | null | undefined): text is SortName {
  return text != null && Object.hasOwn(SORTS, text);
}
