import type { PaginationProps } from '@cloudscape-design/components/pagination';
import { useHistoryState } from 'wouter/use-browser-location';
import { isObject } from './json.ts';
import { PAGE_LABELS } from './page-labels.ts';

/** Where pages begin that were looked at, and which is shown. */
interface Turned {
  /** What was asked for: other questions have pages of their own. */
  readonly of: string;
  readonly cursors: readonly (string | null)[];
  readonly page: number;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

interface Pages {
  /** Where the page that is shown begins. */
  readonly after: string | undefined;
  readonly restart: () => void;
  readonly paginationProps: (shown: PageInfo | undefined) => PaginationProps;
}

/**
 * The pages of a list that is asked for page by page, for one question. They are kept with this entry of the browser's
 * history: whoever comes back to it finds the page that they left.
 */
export function usePages(of: string): Pages {
  const first: Turned = { of, cursors: [null], page: 0 };
  const kept = turnedIn(useHistoryState<unknown>());
  const { cursors, page } = kept?.of === of ? kept : first;
  const turn = (turned: Turned) => history.replaceState({ turned }, '');
  return {
    after: cursors[page] ?? undefined,
    restart: () => turn(first),
    paginationProps: (shown) => ({
      currentPageIndex: page + 1,
      pagesCount: cursors.length,
      openEnd: page === cursors.length - 1 && shown?.hasNextPage === true,
      disabled: shown === undefined,
      ariaLabels: PAGE_LABELS,
      onChange: ({ detail: { currentPageIndex } }) => {
        const next = currentPageIndex - 1;
        const cursor = shown?.endCursor ?? null;
        if (next < cursors.length) turn({ of, cursors, page: next });
        else if (cursor !== null) turn({ of, cursors: [...cursors, cursor], page: cursors.length });
      },
    }),
  };
}

/** The history may hold what another version left there. */
function turnedIn(state: unknown): Turned | undefined {
  const turned = isObject(state) ? state['turned'] : undefined;
  if (!isObject(turned)) return undefined;
  const { of, cursors, page } = turned;
  if (typeof of !== 'string' || typeof page !== 'number' || !Array.isArray(cursors)) return undefined;
  return { of, page, cursors: cursors.map((cursor) => (typeof cursor === 'string' ? cursor : null)) };
}
