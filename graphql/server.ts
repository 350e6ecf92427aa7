import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '#services/model/failure.ts';
import { isLoopback } from './access/access.ts';
import { createApi, type ApiOptions } from './api.ts';
import { openConsole } from './console.ts';

export interface ServerOptions extends ApiOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Server {
  /** Address of the GraphQL endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Longer than the minute for which load balancers keep idle connections. Otherwise they could send a request on a
 * connection that this server is closing.
 */
const IDLE_MS = 75_000;

const LAST_ANSWERS_MS = 2000;

/**
 * Serves the API and the console over HTTP. A proxy in front of it has to provide TLS.
 *
 * @throws Failure `in-use` when the port is taken; Error when everybody could read: without a token the server listens
 *   on this machine only
 */
export async function serveApi({ host, port, ...options }: ServerOptions): Promise<Server> {
  if (options.access.kind === 'loopback' && !isLoopback(host))
    throw new Error(`Without a token the API listens on 127.0.0.1 only, not on ${host}: set VEDETTE_API_TOKEN.`);
  const api = createApi(options);
  const serveConsole = await openConsole();
  const server = createServer({ keepAliveTimeout: IDLE_MS }, (request, response) => {
    if (!isAddressed(request))
      response.writeHead(400, { 'content-type': 'text/plain' }).end('The Host header or the path is not valid.\n');
    else if (!serveConsole(request, response)) void api(request, response);
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? taken(host, port, error) : error),
    );
    server.listen(port, host, ready);
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server.address())}/graphql`,
    async close() {
      const closed = new Promise((done) => server.close(done));
      // Answers that are under way are completed, but callers that wait for changes are cut off after a while.
      const patience = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
      await closed;
      clearTimeout(patience);
      await api.dispose();
    },
  };
}

/** Whether host and path of a request form a valid address; every browser's request has one. */
function isAddressed({ headers: { host = '' }, url = '' }: IncomingMessage): boolean {
  return (
    /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(host) &&
    url.startsWith('/') &&
    URL.canParse(`http://${host}${url}`)
  );
}

function taken(host: string, port: number, cause: Error): Error {
  const message = `Port ${port} of ${host} is used by another process: set PORT to a free one.`;
  return new Failure('in-use', message, { cause });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
