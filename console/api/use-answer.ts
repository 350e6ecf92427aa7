import { keepPreviousData, QueryClient, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { TadaDocumentNode } from 'gql.tada';
import { ApiError, ask } from './ask.ts';

/** Cached answers, by request: a page that is opened again shows them at once and refreshes them. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // A refused request would be refused again; a service that did not answer may be starting.
      retry: (failures, error) => failures < 3 && error instanceof ApiError && error.code === 'UNREACHABLE',
    },
  },
});

interface Options {
  /** Sends no request until it is true. */
  readonly enabled?: boolean;
  /** Shows the previous answer until the next one arrives, so that nothing jumps. */
  readonly keep?: boolean;
}

/** The API's answer to a request, as it arrives. */
export function useAnswer<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  { enabled = true, keep = true }: Options = {},
): UseQueryResult<Result> {
  return useQuery<Kept<Result>, Error, Result>({
    ...questionOf(document, variables),
    select: ({ answer }) => answer,
    enabled,
    ...(keep && { placeholderData: keepPreviousData<Kept<Result>> }),
  });
}

/** The API's answers to the same request with several variables, in their order. */
export function useAnswers<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: readonly Variables[],
  { enabled = true }: Pick<Options, 'enabled'> = {},
): readonly UseQueryResult<Result>[] {
  return useQueries({
    queries: variables.map((each) => ({
      ...questionOf(document, each),
      select: ({ answer }: Kept<Result>) => answer,
      enabled,
    })),
  });
}

/**
 * Sends a request whose answer is needed by code that is still being loaded. Resolves when it was answered, even with
 * an error: the code that needs the answer then shows the error.
 */
export function askAhead<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<void> {
  return answers.prefetchQuery(questionOf(document, variables));
}

function questionOf<Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables) {
  return {
    queryKey: [nameOf(document), variables],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Kept<Result>> => ({
      answer: await ask(document, variables, signal),
    }),
  };
}

interface Kept<Result> {
  readonly answer: Result;
}

function nameOf({ definitions }: TadaDocumentNode<unknown, never>): string {
  const [first] = definitions;
  return first?.kind === 'OperationDefinition' ? (first.name?.value ?? '') : '';
}
