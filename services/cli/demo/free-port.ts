import assert from 'node:assert/strict';
import { createServer } from 'node:net';

/** A port of a host that nobody listens on, for callers that need the service's address before it listens. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening, failed) => probe.once('error', failed).listen(0, host, listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  assert(address !== null && typeof address === 'object', 'A server that listens has a port.');
  return address.port;
}
