import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { DigestPlace, DigestStore, ProofGap } from '#services/model/digest.ts';
import { keyTimeOf } from '#services/model/log-object.ts';
import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import { days, hours } from '#services/model/time.ts';
import { brokenLinks, type KnownDigest } from '#services/organization/digests/chains.ts';
import { parseDigestKey, type DigestFile } from '#services/organization/digests/digest-key.ts';
import { checkSignature, DIGEST_BYTES_MAX, openDigest } from '#services/organization/digests/judge-digest.ts';
import { inParallel } from './kits/in-parallel.ts';
import type { RememberedPrefix } from './pass/list-prefixes.ts';

/** A span of time, ms since the epoch. */
export interface SpanToProve {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** How much of a span the bucket holds as CloudTrail delivered it, and what deviates. */
export interface ProvedSpan {
  readonly digests: number;
  readonly proved: number;
  readonly gaps: readonly ProofGap[];
}

/** How many log files are read at a time: each is held in memory whole. */
const OBJECTS_AT_ONCE = 4;

/**
 * Verifies the digests of a folder for a span of time, and every log file that they name, as it is in the bucket now:
 * each is read again. The ledger is not consulted.
 *
 * @throws AwsError when the bucket or CloudTrail's keys may not be read
 */
export async function proveSpan(
  store: DigestStore,
  { place, as }: Pick<RememberedPrefix, 'place' | 'as'>,
  { from, to, now }: SpanToProve,
): Promise<ProvedSpan> {
  const { bucket, accountId, region, source, owner, digests: folder } = place;
  if (folder === undefined) return { digests: 0, proved: 0, gaps: [] };
  const where: DigestPlace = { bucket, accountId, region, as, owner };
  const gapOf = (gap: Omit<ProofGap, 'bucket' | 'accountId' | 'region' | 'source'>): ProofGap => {
    return { ...gap, bucket, accountId, region, source };
  };
  const known: KnownDigest[] = [];
  const gaps: ProofGap[] = [];
  let proved = 0;
  // Log files of an hour are named in its digest or in the next one.
  const last = to + hours(2);
  const startAfter = folder.prefix + new Date(from).toISOString().slice(0, 10).replaceAll('-', '/');
  const keys = await store.publicKeys(where, from - days(1), last + days(1));
  for await (const page of store.list(where, folder.prefix, startAfter))
    for (const { key, modifiedAt } of page) {
      const said = parseDigestKey(key);
      if (said?.accountId !== accountId || said.region !== region || said.to < from || said.to > last) continue;
      const bytes = await store.read(where, key, DIGEST_BYTES_MAX);
      // The digest was removed after it was listed: the next digest shows that it is missing.
      if (bytes === undefined) continue;
      const opened = openDigest(key, bytes);
      const its = said.backfill
        ? await store.publicKeys(where, modifiedAt.getTime() - days(1), modifiedAt.getTime() + days(1))
        : keys;
      const signed = typeof opened === 'string' ? opened : checkSignature(opened, its);
      if (typeof signed === 'string') {
        known.push(digestOf(key, said, modifiedAt, undefined, bucket));
        gaps.push(gapOf({ kind: 'digest-forged', key, from: said.to, to: said.to, detail: signed }));
        continue;
      }
      // A copy, as replication makes them: it proves the contents of another bucket.
      if (signed.file.digestS3Bucket !== bucket) continue;
      known.push(digestOf(key, said, modifiedAt, signed, bucket));
      const named = signed.file.logFiles.filter(
        ({ s3Bucket, s3Object }) => s3Bucket === bucket && isWithin(keyTimeOf(s3Object), from, to),
      );
      const wrong = await inParallel(named, OBJECTS_AT_ONCE, (file) => troubleOf(store, where, file));
      for (const [at, kind] of wrong.entries()) {
        const file = named[at];
        if (kind === undefined || file === undefined) proved++;
        else {
          const time = keyTimeOf(file.s3Object) ?? said.to;
          const detail = kind === 'object-missing' ? 'It is gone.' : 'It is not what CloudTrail delivered.';
          gaps.push(
            gapOf({ kind, key: file.s3Object, from: time, to: time, detail: `${detail} The digest ${key} says so.` }),
          );
        }
      }
    }
  gaps.push(...brokenLinks(known, now).map(gapOf));
  return { digests: known.length, proved, gaps };
}

function isWithin(time: number | undefined, from: number, to: number): boolean {
  return time === undefined || (time >= from && time < to);
}

function digestOf(
  key: string,
  { trail, backfill, to }: NonNullable<ReturnType<typeof parseDigestKey>>,
  modifiedAt: Date,
  opened: { readonly file: DigestFile; readonly signature: string } | undefined,
  bucket: string,
): KnownDigest {
  const { previousDigestS3Bucket, previousDigestS3Object: previous, previousDigestSignature } = opened?.file ?? {};
  return {
    key,
    trail,
    backfill,
    state: opened === undefined ? 'forged' : 'verified',
    from: opened?.file.digestStartTime ?? to,
    to,
    storedAt: modifiedAt.getTime(),
    signature: opened?.signature,
    previous:
      previous && previousDigestSignature && previousDigestS3Bucket === bucket
        ? { key: previous, signature: previousDigestSignature.toLowerCase() }
        : undefined,
  };
}

async function troubleOf(
  store: DigestStore,
  where: DigestPlace,
  { s3Object, hashValue }: DigestFile['logFiles'][number],
): Promise<'object-missing' | 'object-altered' | undefined> {
  const there = await store.read(where, s3Object, TEXT_MB_MAX << 20);
  if (there === undefined) return 'object-missing';
  return hashOf(there.bytes) === hashValue ? undefined : 'object-altered';
}

function hashOf(bytes: Uint8Array): string | undefined {
  try {
    return hash('sha256', gunzipSync(bytes, { maxOutputLength: TEXT_MB_MAX << 20 }));
  } catch {
    return undefined;
  }
}
