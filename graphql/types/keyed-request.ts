import type { KeyedRequest } from '#db/answers.ts';
import type { Context } from '../context.ts';
import { userError } from './user-error.ts';

/**
 * A mutation under the key that its caller gave it; undefined without a key.
 *
 * @param request the name of the mutation and its arguments
 */
export function keyedRequest(
  { viewer }: Pick<Context, 'viewer'>,
  key: string | null | undefined,
  request: readonly unknown[],
): KeyedRequest | undefined {
  return key ? { key, who: viewer.id, request: JSON.stringify(request) } : undefined;
}

/** The answer to a key that its caller used for a different request before. */
export const KEY_REUSED = userError(
  'KEY_REUSED',
  'This clientMutationId was given for something else within the last day.',
);
