import { z } from 'zod';
import { Failure } from '#services/model/failure.ts';

const ANSWER = z.object({
  /** Absent when the whole query was refused. */
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/**
 * Sends a query to a running service.
 *
 * @param shape schema of the answer
 * @throws Failure with one sentence: unreachable, not authorized, or the service's own message
 */
export async function askApi<Data>(
  url: string,
  token: string | undefined,
  query: string,
  variables: object,
  shape: z.ZodType<Data>,
): Promise<Data> {
  const response = await post(url, token, JSON.stringify({ query, variables }));
  const text = await response.text();
  if (response.status === 401)
    throw new Failure(
      'access-denied',
      `${url} requires a token: set VEDETTE_API_TOKEN to the one the service was started with.`,
    );
  const { data, error } = ANSWER.safeParse(parsed(text));
  if (error) throw new Failure('unusable', `${url} answered ${response.status} without GraphQL: check the address.`);
  if (data.errors?.[0] !== undefined) throw new Failure('refused', `${url}: ${data.errors[0].message}`);
  return shape.parse(data.data);
}

async function post(url: string, token: string | undefined, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body,
    });
  } catch (cause) {
    throw new Failure('unavailable', `${url} cannot be reached: is the service running there?`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
