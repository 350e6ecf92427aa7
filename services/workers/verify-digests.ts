import {
  addProofGaps,
  knownDigests,
  lastVerified,
  openProofGaps,
  readSpan,
  replacedContents,
  replaceProofGaps,
  type DigestRow,
} from '#db/queries/digests.ts';
import { putIntegrityCoverage } from '#db/queries/coverage.ts';
import { refusalOf } from '#services/aws/aws-error.ts';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { DigestPlace, DigestStore, ProofGap, StoredObject } from '#services/model/digest.ts';
import { days, hours } from '#services/model/time.ts';
import { brokenLinks, silentTrails, type ChainGap, type KnownDigest } from '#services/organization/digests/chains.ts';
import { parseDigestKey } from '#services/organization/digests/digest-key.ts';
import { integrityFact, notProved } from '#services/organization/digests/integrity-fact.ts';
import type { LogPrefix } from '#services/organization/plan.ts';
import type { World } from '../world.ts';
import { inParallel } from './kits/in-parallel.ts';
import { memoryOf, type Memory } from './kits/memory.ts';
import { rememberedPrefixes, type Receive, type RememberedPrefix } from './pass/list-prefixes.ts';
import { DigestReader } from './pass/read-digest.ts';

/** The result of looking at the digests. */
export interface Verification {
  /** Folders of digests; there is one for each account and Region. */
  readonly folders: number;
  /** Digests that were read. */
  readonly digests: number;
  /** Log files that were proved to be as CloudTrail delivered them. */
  readonly proved: number;
  /** Digests and log files that are not as they should be. */
  readonly gaps: number;
  /** Folders that could not be read. `why` is the error of the first one. */
  readonly refused: number;
  readonly why: unknown;
}

/** How many folders are read at a time: each waits for S3 most of the time. */
const FOLDERS_AT_ONCE = 8;

/**
 * Digests of one folder in one look: a day's digests of six trails. Somebody who may write to a bucket may fill it with
 * fake digests; that delays this folder only.
 */
const DIGESTS_MAX = 150;

/**
 * Reads the digests that CloudTrail wrote beside its log files, and states what they prove: which of the log files that
 * were read are as they were delivered, and which are missing, altered or replaced; which digests are gone or are not
 * CloudTrail's. Log files are not read again: their hashes were made when they were read.
 *
 * A look stores only what the digests say, so it may end anywhere and be repeated.
 */
export async function verifyDigests(
  world: Pick<World, 'now' | 'database' | 'log'>,
  store: DigestStore,
  receive: Receive,
  { lateMs }: Pick<Memory, 'lateMs'> = memoryOf(),
): Promise<Verification> {
  const { db } = world.database;
  const startedAt = world.now();
  await tellReplaced(world, startedAt, lateMs);
  const places = (await rememberedPrefixes(world)).filter(({ place }) => isProvable(place));
  const done = { folders: 0, digests: 0, proved: 0, gaps: 0, refused: 0, why: undefined as unknown };
  const facts = await inParallel(places, FOLDERS_AT_ONCE, async (remembered): Promise<readonly CoverageFact[]> => {
    const { accountId, region, source, bucket, digests } = remembered.place;
    const stream = { accountId, region, source };
    if (digests === undefined) return [notProved(stream)];
    done.folders++;
    try {
      const looked = await lookAt(world, store, receive, { ...remembered, digests }, lateMs);
      done.digests += looked.digests;
      done.proved += looked.proved;
    } catch (error) {
      done.refused++;
      done.why ??= error;
      const { reason, detail } = refusalOf(error);
      const why = `The digests in ${bucket} cannot be read: ${detail}`;
      return [{ about: 'integrity', ...stream, state: 'gap', reason, detail: why }];
    }
    const since = new Date(startedAt.getTime() - lateMs);
    const known = await knownDigests(db, bucket, digests.prefix, since);
    const open = await openProofGaps(db, stream, OPEN_MAX);
    done.gaps += open.length;
    return [integrityFact(stream, digests, known.map(chained), open)];
  });
  await putIntegrityCoverage(db, oneEach(facts.flat()), startedAt);
  return done;
}

/** How many open gaps of one stream are shown. */
const OPEN_MAX = 100;

function isProvable({ source }: LogPrefix): boolean {
  return source === 'cloudtrail';
}

/**
 * Several trails may deliver the same events to several buckets: the gap of one outweighs the proof of another, so it
 * is written last.
 */
function oneEach(facts: readonly CoverageFact[]): readonly CoverageFact[] {
  return facts.toSorted((a, b) => weightOf(a) - weightOf(b));
}

function weightOf({ state, reason }: CoverageFact): number {
  if (state === 'gap') return 2;
  return reason === 'proved' ? 1 : 0;
}

/** A folder of digests, and the account that may read it. */
type Folder = RememberedPrefix & { readonly digests: NonNullable<LogPrefix['digests']> };

async function lookAt(
  world: Pick<World, 'now' | 'database'>,
  store: DigestStore,
  receive: Receive,
  { place, as, digests, digestsSince }: Folder,
  lateMs: number,
): Promise<Pick<Verification, 'digests' | 'proved'>> {
  const { db } = world.database;
  const now = world.now();
  const { bucket, accountId, region, owner, source } = place;
  const where: DigestPlace = { bucket, accountId, region, as, owner };
  const span = await readSpan(db, place);
  // Nothing is known about log files that were not read: digests older than the first read one are skipped.
  const since = new Date(Math.max(now.getTime() - lateMs, (span?.first ?? now.getTime()) - hours(1)));
  const known = await knownDigests(db, bucket, digests.prefix, since);
  const settled = settledAmong(known);
  const reader = new DigestReader(world, store, receive, { place, where, firstRead: span?.first });
  const found = { digests: 0, proved: 0 };
  for await (const page of store.list(where, digests.prefix, `${digests.prefix}${dayOf(since)}`)) {
    for (const stored of page) {
      const key = parseDigestKey(stored.key);
      const isOurs = key?.accountId === accountId && key.region === region && key.to >= since.getTime();
      if (!isOurs || settled.has(nameOf(stored))) continue;
      found.proved += await reader.read(stored, key);
      if (++found.digests === DIGESTS_MAX) break;
    }
    if (found.digests === DIGESTS_MAX) break;
  }
  const all = (await knownDigests(db, bucket, digests.prefix, since)).map(chained);
  const expected = {
    ...digests,
    since: digestsSince ?? now.getTime(),
    lastRead: span?.last,
    now: now.getTime(),
  };
  const gaps = [...brokenLinks(all, now.getTime()), ...silentTrails(all, expected)];
  const named = gaps.map((gap: ChainGap): ProofGap => ({ ...gap, bucket, accountId, region, source }));
  await db.transaction((tx) => replaceProofGaps(tx, { bucket, cause: digests.prefix }, named, now));
  return found;
}

/**
 * Digests that need not be looked at again. If a forged digest was found under a key, a true one under the same key is
 * looked at again, because it closes the gap.
 */
function settledAmong(known: readonly DigestRow[]): ReadonlySet<string> {
  const forged = new Set(known.flatMap(({ key, state }) => (state === 'forged' ? [key] : [])));
  return new Set(
    known.filter(({ key, state, settled }) => settled && (state === 'forged' || !forged.has(key))).map(nameOf),
  );
}

function nameOf({ key, etag }: Pick<StoredObject, 'key' | 'etag'>): string {
  return `${etag} ${key}`;
}

function chained({
  fromTime,
  toTime,
  storedAt,
  signature,
  previousKey,
  previousSignature,
  ...row
}: DigestRow): KnownDigest {
  return {
    ...row,
    from: fromTime.getTime(),
    to: toTime.getTime(),
    storedAt: storedAt.getTime(),
    signature: signature ?? undefined,
    previous:
      previousKey === null || previousSignature === null
        ? undefined
        : { key: previousKey, signature: previousSignature },
  };
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10).replaceAll('-', '/');
}

/** Adds gaps for other content that was read since the last look under the key of a proved log file. */
async function tellReplaced({ database }: Pick<World, 'database'>, now: Date, lateMs: number): Promise<void> {
  const last = (await lastVerified(database.db))?.getTime() ?? 0;
  const since = new Date(Math.max(last - days(1), now.getTime() - lateMs));
  const replaced = await replacedContents(database.db, since);
  const gaps = replaced.map(({ time, ...object }): ProofGap => ({
    ...object,
    kind: 'object-replaced',
    from: time.getTime(),
    to: time.getTime(),
    detail: 'A log file that had been verified by its digest was overwritten with other content.',
  }));
  await addProofGaps(database.db, '', gaps, now);
}
