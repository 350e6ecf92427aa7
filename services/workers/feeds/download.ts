import { Failure, kindOfStatus } from '#services/model/failure.ts';
import { isSafeAddress } from '#services/model/safe-address.ts';
import { reasonOf } from '#services/model/sentence.ts';

export interface Request {
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How messages name the address, when the address itself contains a key. */
  readonly shown?: string;
  /** Bounds on the total time and on the size in bytes. */
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

export interface Download {
  /** Undefined when the content is unchanged (304). */
  readonly bytes: Uint8Array | undefined;
  readonly headers: Headers;
}

export type Fetch = typeof globalThis.fetch;

const TIMEOUT_MS = 60_000;
const BYTES_MAX = 64 * 2 ** 20;
const REDIRECTS_MAX = 5;

/**
 * Fetches an address, bounded in time and size. It follows redirections itself: never to an address where others on the
 * network could change the content, and never with the secrets of one host to another.
 *
 * @throws Failure that says what to do
 */
export async function download(fetch: Fetch, request: Request): Promise<Download> {
  const { shown = request.address, timeoutMs = TIMEOUT_MS, bytesMax = BYTES_MAX } = request;
  try {
    return await follow(fetch, { ...request, shown, bytesMax }, AbortSignal.timeout(timeoutMs));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(
      'unavailable',
      `${shown} cannot be reached (${reasonOf(cause)}): check the network and proxy, or use the address of a copy.`,
      { cause },
    );
  }
}

async function follow(
  fetch: Fetch,
  { address, headers = {}, shown, bytesMax }: Request & { readonly shown: string; readonly bytesMax: number },
  signal: AbortSignal,
): Promise<Download> {
  let [at, sent] = [address, headers];
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    if (!isSafeAddress(at))
      throw new Failure(
        'unusable',
        redirects === 0
          ? `"${shown}" is not an https:// address: give one.`
          : `${shown} redirects to ${URL.parse(at)?.origin ?? 'no address'}, which is not https: check the address.`,
      );
    const response = await fetch(at, { headers: sent, signal, redirect: 'manual' });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return { bytes: await bodyOf(response, shown, bytesMax), headers: response.headers };
    await response.body?.cancel();
    const next = URL.parse(location, at);
    if (next?.origin !== new URL(at).origin) sent = withoutSecrets(sent);
    at = next?.href ?? location;
  }
  throw new Failure('unusable', `${shown} redirects without end: check the address.`);
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}

async function bodyOf(response: Response, shown: string, bytesMax: number): Promise<Uint8Array | undefined> {
  if (response.status === 304) return undefined;
  if (!response.ok) {
    await response.body?.cancel();
    throw new Failure(
      kindOfStatus(response.status),
      `${shown} answered ${response.status}: ${adviceFor(response.status)}.`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > bytesMax)
      throw new Failure('unusable', `${shown} returns more than ${bytesMax / 2 ** 20} MB: check the address.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return 'check the key';
  if (status === 429) return 'too many requests, try again later';
  return 'check the address, or try again later';
}
