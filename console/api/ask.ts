import { print } from '@0no-co/graphql.web';
import type { TadaDocumentNode } from 'gql.tada';
import { session } from './session.ts';

/** An error of the API, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** As in `extensions.code`; `UNREACHABLE` when nothing answered. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

export interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/**
 * Sends a request to the API. An answer with errors counts as failed, even if it has some data.
 *
 * @throws ApiError with a message for people
 */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headers(), accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: print(document), variables }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError('The service does not answer. Is it running, and can this machine reach it?', 'UNREACHABLE');
  });
  const answer = await readAnswer<Result>(response);
  const [error] = answer.errors ?? [];
  const code = error?.extensions?.code ?? 'UNKNOWN';
  if (response.status === 401) session.refuse();
  if (error !== undefined) throw new ApiError(error.message, code);
  if (answer.data == null) throw new ApiError(`The service answered with ${response.status} and no data.`, code);
  return answer.data;
}

/** Headers that authenticate the caller, and prove that the request does not come from another site's page. */
export function headers(): Readonly<Record<string, string>> {
  const token = session.token();
  return {
    'content-type': 'application/json',
    'x-graphql-yoga-csrf': 'console',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}

async function readAnswer<Result>(response: Response): Promise<Answer<Result>> {
  try {
    return await response.json();
  } catch {
    throw new ApiError(`The service answered with ${response.status}, and not as its API does.`, 'UNKNOWN');
  }
}
