import type { VariablesOf } from '../api/graphql.ts';
import type { LiveFinding } from '../api/live.ts';
import { SEVERITIES } from '../parts/severities.ts';
import type { FINDINGS } from './findings-query.ts';

type Variables = VariablesOf<typeof FINDINGS>;
export type FindingFilter = NonNullable<Variables['filter']>;
export type FindingSort = NonNullable<Variables['orderBy']>['by'];

/** Properties to filter by, keyed by their name in addresses; each can have several values. */
export const PROPERTIES = {
  severity: { label: 'Severity', values: 'Severities' },
  account: { label: 'Account', values: 'Accounts' },
  unit: { label: 'Organizational unit', values: 'Organizational units' },
  region: { label: 'Region', values: 'Regions' },
  type: { label: 'Type', values: 'Types' },
  resource: { label: 'Resource', values: 'Resources' },
  principal: { label: 'Principal', values: 'Principals' },
  address: { label: 'Remote address', values: 'Remote addresses' },
} as const;
export type Property = keyof typeof PROPERTIES;
export const PROPERTY_NAMES: readonly Property[] = [
  'severity',
  'account',
  'unit',
  'region',
  'type',
  'resource',
  'principal',
  'address',
];

export const STATES = ['active', 'archived', 'all'] as const;
export type State = (typeof STATES)[number];

const SORTS = { severity: 'CONTEXT_SEVERITY', lastSeen: 'LAST_SEEN', updated: 'UPDATED_AT' } as const satisfies Record<
  string,
  FindingSort
>;
export type SortName = keyof typeof SORTS;

/** Properties to count findings by. */
export const GROUPINGS = ['severity', 'type', 'account', 'region'] as const satisfies readonly Property[];
export type Grouping = (typeof GROUPINGS)[number];

/** A filter and an order of findings. The address contains all of it. */
export interface View {
  readonly values: Readonly<Partial<Record<Property, readonly string[]>>>;
  readonly state: State;
  /** Words to search for. */
  readonly text: string | undefined;
  /** ISO 8601. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly sort: SortName;
  readonly descending: boolean;
  /** The property to count by; undefined: a list of findings. */
  readonly group: Grouping | undefined;
}

export const EVERYTHING: View = {
  values: {},
  state: 'active',
  text: undefined,
  from: undefined,
  until: undefined,
  sort: 'lastSeen',
  descending: true,
  group: undefined,
};

export function viewOf(search: URLSearchParams): View {
  const values = PROPERTY_NAMES.flatMap((name) => {
    const all = search.getAll(name);
    return all.length === 0 ? [] : [[name, all] as const];
  });
  const sort = search.get('sort');
  return {
    values: Object.fromEntries(values),
    state: STATES.find((state) => state === search.get('state')) ?? EVERYTHING.state,
    text: search.get('text')?.trim() || undefined,
    from: momentIn(search.get('from')),
    until: momentIn(search.get('until')),
    sort: isSort(sort) ? sort : EVERYTHING.sort,
    descending: search.get('direction') !== 'up',
    group: GROUPINGS.find((name) => name === search.get('group')),
  };
}

/** The query string of an address: parts that are equal to `EVERYTHING` are left out. */
export function searchOf(view: Partial<View>): string {
  const { values, state, text, from, until, sort, descending, group } = { ...EVERYTHING, ...view };
  const search = new URLSearchParams();
  for (const name of PROPERTY_NAMES) for (const value of values[name] ?? []) search.append(name, value);
  if (state !== EVERYTHING.state) search.set('state', state);
  if (text !== undefined) search.set('text', text);
  if (from !== undefined) search.set('from', from);
  if (until !== undefined) search.set('until', until);
  if (sort !== EVERYTHING.sort) search.set('sort', sort);
  if (!descending) search.set('direction', 'up');
  if (group !== undefined) search.set('group', group);
  return search.toString();
}

/** The address of the list with a view. */
export function hrefOf(view: Partial<View>): string {
  const search = searchOf(view);
  return search === '' ? '/findings' : `/findings?${search}`;
}

export function filterOf({ values, state, text, from, until }: View): FindingFilter {
  const { severity, account, unit, region, type, resource, principal, address } = values;
  return {
    ...(severity && { contextSeverities: SEVERITIES.filter((label) => severity.includes(label.toLowerCase())) }),
    ...(account && { accountIds: [...account] }),
    ...(unit && { organizationalUnits: [...unit] }),
    ...(region && { regions: [...region] }),
    ...(type && { types: [...type] }),
    ...(resource && { resourceIds: [...resource] }),
    ...(principal && { principals: [...principal] }),
    ...(address && { remoteAddresses: [...address] }),
    ...(state !== 'all' && { archived: state === 'archived' }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { seenFrom: from }),
    ...(until !== undefined && { seenBefore: until }),
  };
}

/**
 * Whether a finding matches a view. Only the API can tell whether words match.
 *
 * @param units above the finding's account
 */
export function isIn(
  { values, state, text, from, until }: View,
  finding: LiveFinding,
  units: readonly string[],
): boolean {
  const { severityLabel, accountId, region, type, resource, principal, remoteAddresses, status, service } = finding;
  const own: Readonly<Record<Property, readonly string[]>> = {
    severity: [severityLabel.toLowerCase()],
    account: [accountId],
    unit: units,
    region: [region],
    type: [type],
    resource: [resource.id],
    principal: principal === null ? [] : [principal],
    address: remoteAddresses,
  };
  return (
    PROPERTY_NAMES.every((name) => values[name]?.some((value) => own[name].includes(value)) ?? true) &&
    text === undefined &&
    (state === 'all' || (state === 'archived') === (status === 'ARCHIVED')) &&
    (from === undefined || Date.parse(service.eventLastSeen) >= Date.parse(from)) &&
    (until === undefined || Date.parse(service.eventFirstSeen) < Date.parse(until))
  );
}

export function orderOf({ sort, descending }: View): NonNullable<Variables['orderBy']> {
  return { by: SORTS[sort], direction: descending ? 'DESCENDING' : 'ASCENDING' };
}

export function isSort(text: string | null | undefined): text is SortName {
  return text != null && Object.hasOwn(SORTS, text);
}

function momentIn(text: string | null): string | undefined {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
