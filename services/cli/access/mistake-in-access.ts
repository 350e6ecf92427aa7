import { isLoopback } from '#graphql/access/access.ts';
import type { Config } from '../../config.ts';
import { UsageError } from '../usage-error.ts';

/** The reason why the service must not start with these settings: nobody could log in, or anybody could. */
export function mistakeInAccess({ oidc, publicUrl, apiToken, host }: Config): UsageError | undefined {
  if (oidc !== undefined && publicUrl === undefined)
    return new UsageError('Login through an identity provider needs an address: set publicUrl.');
  if (apiToken === undefined && publicUrl === undefined && !isLoopback(host))
    return new UsageError(
      `On ${host} anybody could read the findings: set VEDETTE_API_TOKEN, which callers must then send.`,
      'Without a token the API listens on 127.0.0.1 only.',
    );
  return undefined;
}
