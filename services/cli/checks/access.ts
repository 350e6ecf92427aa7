import { once } from 'node:events';
import { createServer } from 'node:net';
import { openProvider } from '#graphql/access/provider.ts';
import { knownError } from '#services/model/system-error.ts';
import { reasonOf } from '#services/model/sentence.ts';
import type { Config } from '../../config.ts';
import { mistakeInAccess } from '../access/mistake-in-access.ts';
import { broken, fine, type Check, type Verdict } from './check.ts';

/** The API can listen, strangers cannot use it, and people can log in. */
export const access: Check = {
  name: 'access',
  async run({ config, database }) {
    const mistake = mistakeInAccess(config);
    return [
      ...(mistake === undefined ? [] : [broken(`${mistake.message} ${mistake.hint ?? ''}`.trim())]),
      ...(await issuerVerdict(config)),
      // `serve` passes its database. It already listens, so trying the port would fail.
      ...(database === undefined && config.port !== 0 ? [await portVerdict(config)] : []),
    ];
  },
};

/** Whether the identity provider sends its metadata: every login begins by fetching them. */
async function issuerVerdict({ oidc, oidcClientSecret, publicUrl }: Config): Promise<readonly Verdict[]> {
  if (oidc === undefined || publicUrl === undefined) return [];
  try {
    await openProvider({ ...oidc, clientSecret: oidcClientSecret }, new URL(publicUrl)).begin();
    return [fine(`The identity provider ${oidc.issuer} answers.`)];
  } catch (cause) {
    const remedy = 'check oidc.issuer, and that it can be reached from here: nobody can log in until it answers.';
    return [broken(`The identity provider ${oidc.issuer} does not answer as one (${reasonOf(cause)}): ${remedy}`)];
  }
}

async function portVerdict({ host, port }: Config): Promise<Verdict> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return fine(`Port ${port} on ${host} is free.`);
  } catch (cause) {
    if (knownError(cause)?.kind === 'in-use' && (await isService(host, port)))
      return fine(`Port ${port} on ${host} is used by a running service.`);
    const remedy = 'set another with PORT and HOST, or end what uses it.';
    return broken(`The API cannot listen on port ${port} of ${host} (${reasonOf(cause)}): ${remedy}`);
  } finally {
    server.close();
  }
}

/** Whether what listens there answers as `vedette serve` does. */
async function isService(host: string, port: number): Promise<boolean> {
  const answer = await fetch(new URL('/healthz', localAddress(host, port)), {
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
  return answer?.ok === true;
}

/** The address at which this machine reaches what listens on a host. */
export function localAddress(host: string, port: number): string {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
