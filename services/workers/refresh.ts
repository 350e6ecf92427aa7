import { parseAmazonRanges } from '#services/intel/amazon-ranges.ts';
import { Failure } from '#services/model/failure.ts';
import type { Feed } from '#services/model/feed.ts';
import { number } from '#services/model/numbers.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { hours } from '#services/model/time.ts';
import { intelFolder, keepVersion, noteState, stateOf, usableVersion, type KeptState } from './adapters/kept-lists.ts';
import { AMAZON_RANGES } from './adapters/pinned-intel.ts';
import { download, type Download, type Fetch } from './feeds/download.ts';
import { downloadCollection } from './feeds/taxii.ts';
import { topOf, unpacked } from './feeds/unpack.ts';
import { inParallel } from './kits/in-parallel.ts';

/** Where AWS publishes its ranges ("AWS IP address ranges" in the Amazon VPC User Guide). */
export const AMAZON_RANGES_URL = 'https://ip-ranges.amazonaws.com/ip-ranges.json';

/**
 * The result for one list: `fetched` is in force from now on, `unchanged` has the old content, `waiting` was requested
 * recently enough, `refused` and `unreachable` leave the stored version, `keyless` lacks its key.
 */
export interface SyncOutcome {
  readonly name: string;
  readonly outcome: 'fetched' | 'unchanged' | 'waiting' | 'refused' | 'unreachable' | 'keyless';
  /** Entries of the version in force; undefined when there is none. */
  readonly entries: number | undefined;
  /** Why the list was not taken, and what to do. */
  readonly why?: string;
}

export interface SyncParts {
  readonly feeds: readonly Feed[];
  readonly dataDir: string;
  readonly fetch: Fetch;
  /** The time, ms since the epoch. */
  readonly now: () => number;
  /** Where to fetch AWS's ranges, when not from AWS. */
  readonly amazonUrl?: string | undefined;
  /** Sync only the lists with these names. */
  readonly only?: readonly string[];
  /** Lists that are accepted however much they shrank or grew. */
  readonly accept?: readonly string[];
  /**
   * Skip lists that were requested within so many hours, or within the interval that their publisher wants. A list
   * whose download failed is requested as soon as its publisher permits. Absent: all lists are requested.
   */
  readonly dueAfterHours?: number;
}

/**
 * Fetches AWS's published ranges and the feeds, and stores them for `openIntel`. A failing list does not affect the
 * others.
 */
export async function syncIntel(parts: SyncParts): Promise<readonly SyncOutcome[]> {
  const wanted = [amazonRanges(parts), ...parts.feeds.map((feed) => feedSync(feed, parts))].filter(
    ({ name }) => parts.only === undefined || parts.only.includes(name),
  );
  return inParallel(wanted, AT_ONCE, (list) => sync(list, parts));
}

const AT_ONCE = 4;

/** How one list is fetched and checked. */
interface Fetched {
  readonly name: string;
  readonly folder: string;
  readonly hoursBetween: number;
  readonly smallest: number;
  readonly most: number;
  readonly isKeyless: boolean;
  /** @param conditions headers that let the publisher answer that nothing changed */
  fetch(conditions: Readonly<Record<string, string>>): Promise<Download>;
  /** @returns the number of entries, or a sentence that says what is wrong */
  count(bytes: Uint8Array): Promise<number | string>;
}

function amazonRanges({ dataDir, fetch, amazonUrl: address = AMAZON_RANGES_URL }: SyncParts): Fetched {
  return {
    name: AMAZON_RANGES,
    folder: intelFolder(dataDir, 'amazon', AMAZON_RANGES),
    hoursBetween: 1,
    smallest: 1,
    most: 1_000_000,
    isKeyless: false,
    fetch: (headers) => download(fetch, { address, headers }),
    async count(bytes) {
      const ranges = parseAmazonRanges(bytes);
      return typeof ranges === 'string' ? ranges : ranges.prefixes;
    },
  };
}

function feedSync(feed: Feed, { dataDir, fetch, now }: SyncParts): Fetched {
  const { name, keyParameter, key, collection, authorization, rows, address: shown } = feed;
  return {
    ...feed,
    folder: intelFolder(dataDir, 'feeds', name),
    isKeyless: keyParameter !== undefined && key === undefined,
    async fetch(conditions) {
      if (collection !== undefined) {
        const bytes = await downloadCollection(fetch, feed, now());
        return { bytes, headers: new Headers() };
      }
      const url = new URL(shown);
      if (keyParameter !== undefined && key !== undefined) url.searchParams.set(keyParameter, key);
      const headers = { ...conditions, ...(authorization !== undefined && { authorization }) };
      const { bytes, ...answer } = await download(fetch, { address: url.href, headers, shown });
      return { ...answer, bytes: bytes && topOf(await plainOf(bytes, shown), rows) };
    },
    async count(bytes) {
      const { createThreatList } = await import('#services/intel/threat-list.ts');
      const { troubles, addressEntries, domainEntries } = createThreatList(feed.category, name, bytes, now());
      return troubles.find(({ kind }) => kind !== 'unreadable-record')?.message ?? addressEntries + domainEntries;
    },
  };
}

async function plainOf(bytes: Uint8Array, shown: string): Promise<Uint8Array> {
  try {
    return await unpacked(bytes);
  } catch (cause) {
    throw new Failure('unusable', `${shown} returned an archive that cannot be read: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}

async function sync(list: Fetched, { now, accept = [], dueAfterHours }: SyncParts): Promise<SyncOutcome> {
  const { name, folder } = list;
  const before = stateOf(folder);
  const inForce = usableVersion(folder, before);
  const outcome = (what: SyncOutcome['outcome'], why?: string, entries = inForce?.entries): SyncOutcome => ({
    name,
    outcome: what,
    entries,
    ...(why !== undefined && { why }),
  });
  if (list.isKeyless)
    return outcome(
      'keyless',
      'It needs a key, which its publisher gives for free: set abuseChKey, or remove it from feeds.',
    );
  if (dueAfterHours !== undefined && isFresh(before, Math.max(list.hoursBetween, dueAfterHours), list, now()))
    return outcome('waiting');
  try {
    const isWhole = inForce !== undefined && inForce.sha256 === before.current?.sha256;
    const { bytes, headers } = await list.fetch(isWhole ? conditionsOf(before) : {});
    if (bytes === undefined) {
      noteState(folder, { askedAt: now(), checkedAt: now(), refusal: undefined });
      return outcome('unchanged');
    }
    const counted = await list.count(bytes);
    const wrong = typeof counted === 'string' ? counted : sizeWrong(counted, list, inForce?.entries, accept);
    if (typeof counted === 'string' || wrong !== undefined) {
      noteState(folder, { askedAt: now(), refusal: wrong });
      return outcome('refused', wrong);
    }
    const { sha256 } = keepVersion(folder, bytes, {
      entries: counted,
      now: now(),
      checkedAt: now(),
      askedAt: now(),
      ...validatorsOf(headers),
    });
    return outcome(sha256 === inForce?.sha256 ? 'unchanged' : 'fetched', undefined, counted);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    noteState(folder, { askedAt: now(), refusal: cause.message });
    return outcome(cause.kind === 'unusable' ? 'refused' : 'unreachable', cause.message);
  }
}

function isFresh({ askedAt = 0, refusal }: KeptState, wantedHours: number, list: Fetched, now: number): boolean {
  return askedAt > now - hours(refusal === undefined ? wantedHours : list.hoursBetween);
}

/**
 * Why a list of this size is not accepted. A list that lost half of its entries was probably truncated. One that tripled
 * would suddenly accuse many more addresses. Small lists may change that much.
 */
function sizeWrong(
  entries: number,
  { name, smallest, most }: Fetched,
  before: number | undefined,
  accept: readonly string[],
): string | undefined {
  if (accept.includes(name)) return undefined;
  const unless = `if that is correct, run vedette intel sync --accept=${name}`;
  if (entries < smallest)
    return `It has ${number(entries)} entries, but at least ${number(smallest)} are expected: ${unless}.`;
  if (entries > most) return `It has ${number(entries)} entries, but at most ${number(most)} are expected: ${unless}.`;
  if (before === undefined || Math.abs(entries - before) <= FREE_CHANGE) return undefined;
  if (entries < before / 2) return `It shrank from ${number(before)} entries to ${number(entries)}: ${unless}.`;
  if (entries > before * 3) return `It grew from ${number(before)} entries to ${number(entries)}: ${unless}.`;
  return undefined;
}

const FREE_CHANGE = 100;

function conditionsOf({
  etag,
  lastModified,
}: {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}) {
  return {
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  };
}

function validatorsOf(headers: Headers) {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}
