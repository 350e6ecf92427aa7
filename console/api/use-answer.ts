import { keepPreviousData, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { TadaDocumentNode } from 'gql.tada';
import { ApiError, ask } from './ask.ts';

/** Answers that were had, by question: a page that is opened again shows them at once and asks anew. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What the API refuses it refuses again; what did not answer may be starting.
      retry: (failures, error) => failures < 3 && error instanceof ApiError && error.code === 'UNREACHABLE',
    },
  },
});

interface Options {
  /** Does not ask before it is true. */
  readonly enabled?: boolean;
  /** Shows the last answer until the next is there, so that nothing jumps. */
  readonly keep?: boolean;
}

/** What the API answers to a question, as it comes. */
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

/** Asks what will be asked for certain, by code that is still on its way. */
export function askAhead<Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables): void {
  void answers.prefetchQuery(questionOf(document, variables));
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
