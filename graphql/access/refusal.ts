import type { FetchAPI } from 'graphql-yoga';

/** Why a request is refused. */
export class Refusal {
  readonly status: 400 | 401 | 403 | 413 | 411 | 429 | 503;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Refusal['status'], message: string, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.message = message;
    this.headers = headers;
  }
}

const CODES: Record<Refusal['status'], string> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  411: 'BAD_REQUEST',
  413: 'REQUEST_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

/** The refusal in the response format of GraphQL, which every client can read. */
export function refusalResponse(
  { Response }: Pick<FetchAPI, 'Response'>,
  { status, message, headers }: Refusal,
): Response {
  return Response.json({ errors: [{ message, extensions: { code: CODES[status] } }] }, { status, headers });
}
