import type { PaginationProps } from '@cloudscape-design/components/pagination';
import { useHistoryState } from 'wouter/use-browser-location';
import { isObject } from './json.ts';
import { PAGE_LABELS } from './page-labels.ts';

/** The cursors of the visited pages, and the number of the present one. */
interface Turned {
  /** The query: another one has pages of its own. */
  readonly of: string;
  readonly cursors: readonly (string | null)[];
  readonly page: number;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

interface Pages {
  /** Cursor at which the present page begins. */
  readonly after: string | undefined;
  readonly restart: () => void;
  readonly paginationProps: (shown: PageInfo | undefined) => PaginationProps;
}

/**
 * Paging through a list, for one query. The state is stored in this entry of the browser's history: going back shows
 * the same page again.
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

/** The history may contain state from another version. */
function turnedIn(state: unknown): Turned | undefined {
  const turned = isObject(state) ? state['turned'] : undefined;
  if (!isObject(turned)) return undefined;
  const { of, cursors, page } = turned;
  if (typeof of !== 'string' || typeof page !== 'number' || !Array.isArray(cursors)) return undefined;
  return { of, page, cursors: cursors.map((cursor) => (typeof cursor === 'string' ? cursor : null)) };
}
