import { Failure, kindOfStatus } from '#services/model/failure.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { parseAmazonRanges } from '#services/intel/amazon-ranges.ts';
import { rangesFile, writeWhole } from './adapters/intel-store.ts';

/** Where AWS publishes its ranges ("AWS IP address ranges" in the Amazon VPC User Guide). */
export const AMAZON_RANGES_URL = 'https://ip-ranges.amazonaws.com/ip-ranges.json';

export interface SyncReport {
  readonly url: string;
  readonly file: string;
  readonly prefixes: number;
  /** When AWS published it, ms since the epoch. */
  readonly createdAt: number;
  /** Since then, in ms. */
  readonly ageMs: number;
  readonly sha256: string;
}

/** The document has about 2 MB; twenty times that is something else. */
const BYTES_MAX = 40 * 2 ** 20;
const TIMEOUT_MS = 30_000;

/**
 * Fetches AWS's published ranges and keeps them for `openIntel`. What was kept before stays until the new document has
 * been read whole.
 *
 * @throws Failure which says what to do
 */
export async function syncIntel({
  url = AMAZON_RANGES_URL,
  dataDir,
  fetch,
  now,
}: {
  readonly url?: string | undefined;
  readonly dataDir: string;
  readonly fetch: typeof globalThis.fetch;
  /** The time, ms since the epoch. */
  readonly now: () => number;
}): Promise<SyncReport> {
  const bytes = await download(url, fetch);
  const ranges = parseAmazonRanges(bytes);
  if (typeof ranges === 'string')
    throw new Failure('unusable', `${url} gave something else: ${ranges} Check the address.`);
  const file = rangesFile(dataDir);
  writeWhole(file, bytes);
  const { prefixes, createdAt, sha256 } = ranges;
  return { url, file, prefixes, createdAt, ageMs: now() - createdAt, sha256 };
}

async function download(url: string, fetch: typeof globalThis.fetch): Promise<Uint8Array> {
  if (!URL.canParse(url)) throw new Failure('unusable', `"${url}" is no address: give a whole one, with https://.`);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok)
      throw new Failure(
        kindOfStatus(response.status),
        `${url} answered ${response.status}: check the address, or try later.`,
      );
    return await readBounded(response, url);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(
      'unavailable',
      `${url} cannot be reached (${reasonOf(cause)}): check the network and proxy, or give the address of a copy.`,
      { cause },
    );
  }
}

async function readBounded(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BYTES_MAX)
      throw new Failure('unusable', `${url} gives more than ${BYTES_MAX / 2 ** 20} MB: check the address.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
