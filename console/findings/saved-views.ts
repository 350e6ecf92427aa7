import { graphql, type ResultOf } from '../api/graphql.ts';
import { isObject } from '../parts/json.ts';
import { EVERYTHING, PROPERTY_NAMES, type Property, type View } from './view.ts';

export const VIEWS = graphql(`
  query Views {
    findingViews {
      id
      name
      filter
      shared
      isMine
    }
  }
`);

export type SavedView = ResultOf<typeof VIEWS>['findingViews'][number];

const KEPT = graphql(`
  fragment Kept on KeptFindingView {
    userErrors {
      message
    }
  }
`);

export const SAVE_VIEW = graphql(
  `
    mutation SaveView($view: FindingViewInput!) {
      kept: saveFindingView(view: $view) {
        ...Kept
      }
    }
  `,
  [KEPT],
);

export const REMOVE_VIEW = graphql(
  `
    mutation RemoveView($id: ID!) {
      kept: removeFindingView(id: $id) {
        ...Kept
      }
    }
  `,
  [KEPT],
);

const MEMBERS: Readonly<Record<Property, string>> = {
  severity: 'contextSeverities',
  account: 'accountIds',
  unit: 'organizationalUnits',
  region: 'regions',
  type: 'types',
  resource: 'resourceIds',
  principal: 'principals',
  address: 'remoteAddresses',
};
const OTHERS = ['archived', 'text', 'seenFrom', 'seenBefore'];

/** Converts a saved filter into a view of this list; undefined when the list cannot express it. */
export function viewOfFilter(filter: unknown): View | undefined {
  if (!isObject(filter)) return undefined;
  const known = [...Object.values(MEMBERS), ...OTHERS];
  if (Object.keys(filter).some((name) => !known.includes(name))) return undefined;
  const { archived, text, seenFrom, seenBefore } = filter;
  return {
    ...EVERYTHING,
    values: Object.fromEntries(
      PROPERTY_NAMES.flatMap((name) => {
        const values = filter[MEMBERS[name]];
        if (!Array.isArray(values)) return [];
        return [[name, values.map((value) => (name === 'severity' ? String(value).toLowerCase() : String(value)))]];
      }),
    ),
    state: archived === undefined ? 'all' : archived === true ? 'archived' : 'active',
    text: typeof text === 'string' ? text : undefined,
    from: typeof seenFrom === 'string' ? seenFrom : undefined,
    until: typeof seenBefore === 'string' ? seenBefore : undefined,
  };
}
