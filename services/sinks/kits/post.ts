import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, isIP, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ASKED_WAIT_MOST_MS } from '#services/model/delivery.ts';
import { guardedLookup, requireAllowed } from './guarded-lookup.ts';

/** The answer to a request. Its body is not used. */
export interface Answer {
  readonly status: number;
  /** How long the receiver asks to wait. */
  readonly retryAfterMs: number | undefined;
}

/** Sends one body. @throws when no answer comes in time, or the address is not allowed */
export type Post = (body: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;

const TIMEOUT_MS = 15_000;
/** The most bytes of an answer to read, so that its connection can be used again. */
const ANSWER_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 8;

/**
 * Opens a way to post to one address. Redirects are not followed: nobody has allowed their targets.
 *
 * @param own whether it may be an address of a private network
 * @param lookup the system's when absent
 */
export function openPost(address: string, own: boolean, lookup?: LookupFunction): Post {
  const url = new URL(address);
  const host = bare(url.hostname);
  const settings = { keepAlive: true, maxSockets: CONNECTIONS_MAX };
  const isHttps = url.protocol === 'https:';
  const agent = isHttps ? new HttpsAgent(settings) : new HttpAgent(settings);
  const guarded = guardedLookup(own, lookup);
  return async (body, headers) => {
    // An IP address is never looked up, so it is checked here.
    if (isIP(host) !== 0) requireAllowed(host, own);
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = (isHttps ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent,
      lookup: guarded,
      headers: { ...headers, ...length },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    outgoing.once('response', resolve).on('error', reject);
    // Whoever changes to another protocol has neither answered nor failed.
    outgoing.once('close', () => reject(new Error('It closed the connection without an answer.')));
    outgoing.end(body);
    const incoming = await promise;
    // The status is valid even if the rest of the answer is lost.
    await drained(incoming).catch(() => {});
    return { status: incoming.statusCode ?? 0, retryAfterMs: waitOf(incoming.headers['retry-after']) };
  };
}

/** Connects to an address as a post would, and sends nothing. @throws when it is not allowed, or nobody answers */
export async function tryConnection(address: string, own: boolean, lookup?: LookupFunction): Promise<void> {
  const { protocol, port, hostname } = new URL(address);
  const host = bare(hostname);
  if (isIP(host) !== 0) requireAllowed(host, own);
  const isHttps = protocol === 'https:';
  const to = { host, port: Number(port || (isHttps ? 443 : 80)), lookup: guardedLookup(own, lookup) };
  const socket = isHttps ? connectTls({ ...to, ...(isIP(host) === 0 && { servername: host }) }) : connect(to);
  try {
    await once(socket, isHttps ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    socket.destroy();
  }
}

/** The host of an address, without the brackets around IPv6. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function drained(incoming: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += Buffer.byteLength(chunk);
    // Leaving the loop ends the connection.
    if (bytes > ANSWER_BYTES_MAX) return;
  }
}

/** A wait in seconds or until a date, by RFC 9110: not for ever, because a receiver may have mistaken the date. */
function waitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), ASKED_WAIT_MOST_MS) : undefined;
}
