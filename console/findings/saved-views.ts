import { graphql, type ResultOf } from '../api/graphql.ts';
import { isObject } from '../parts/json.ts';
import { tidied } from './conditions.ts';
import { queryOfFilter } from './filter-query.ts';
import { EVERYTHING, type View } from './view.ts';

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

/** Converts a saved filter into a view of this list; undefined when the list cannot express it. */
export function viewOfFilter(filter: unknown): View | undefined {
  if (!isObject(filter)) return undefined;
  const { archived, seenFrom, seenBefore, ...rest } = filter;
  const query = queryOfFilter(rest);
  return (
    query && {
      ...EVERYTHING,
      query: tidied(query),
      state: archived === undefined ? 'all' : archived === true ? 'archived' : 'active',
      from: typeof seenFrom === 'string' ? seenFrom : undefined,
      until: typeof seenBefore === 'string' ? seenBefore : undefined,
    }
  );
}
