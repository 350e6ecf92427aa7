import type { ProofGapKind } from '#services/model/digest.ts';
import { hours } from '#services/model/time.ts';

/** A digest that was read, and its link to the digest before. */
export interface KnownDigest {
  readonly key: string;
  readonly trail: string;
  readonly backfill: boolean;
  /**
   * `copied`: CloudTrail wrote it for another bucket, and replication put it here. It proves nothing about this bucket.
   */
  readonly state: 'verified' | 'forged' | 'copied';
  /** The period that it covers, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** When S3 stored it, ms since the epoch. */
  readonly storedAt: number;
  /** In hex; undefined when the digest was not verified. */
  readonly signature: string | undefined;
  /** Undefined for the first digest of a chain, or the first in this bucket. */
  readonly previous: { readonly key: string; readonly signature: string } | undefined;
}

/** A gap in a chain, without the bucket and account that it belongs to. */
export interface ChainGap {
  readonly kind: ProofGapKind;
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly detail: string;
}

/** An earlier digest may still arrive this long after a later one. */
const LATE_MS = hours(2);

/**
 * A digest arrives within an hour of the end of its hour; a trail whose last digest is older than this should have
 * written another.
 */
const AWAITED_MS = hours(4);

/**
 * Finds digests that others name and that are gone or were changed. The oldest digest of a chain may name one that was
 * never read: that is no gap.
 *
 * @param digests all digests of one folder
 * @param now ms since the epoch
 */
export function brokenLinks(digests: readonly KnownDigest[], now: number): readonly ChainGap[] {
  const byKey = new Map(digests.flatMap((digest) => (digest.state === 'copied' ? [] : [[digest.key, digest]])));
  const verified = digests.filter(({ state }) => state === 'verified').toSorted((a, b) => a.to - b.to);
  const chains = Map.groupBy(verified, ({ trail, backfill }) => `${trail} ${backfill}`);
  return [...chains.values()].flatMap((chain) =>
    chain.flatMap((digest, at): readonly ChainGap[] => {
      const { previous } = digest;
      if (previous === undefined) return [];
      const found = byKey.get(previous.key);
      if (found?.state === 'verified' && found.signature !== previous.signature) {
        const detail = `It is signed, but it is not the predecessor of the digest ${digest.key}.`;
        return [{ kind: 'digest-forged', key: found.key, from: found.from, to: found.to, detail }];
      }
      const before = chain[at - 1];
      if (found !== undefined || before === undefined || digest.storedAt + LATE_MS > now) return [];
      const detail = `The digest ${digest.key} refers to it, but it is gone, as are all earlier ones since ${timeOf(before.to)}.`;
      return [{ kind: 'digest-removed', key: previous.key, from: before.to, to: digest.from, detail }];
    }),
  );
}

/** What is expected of a folder. All ms since the epoch. */
export interface DigestsExpected {
  readonly prefix: string;
  readonly trails: readonly string[];
  /** Since when the trails are known to write digests. */
  readonly since: number;
  /** The beginning of the last hour from which log files were read; undefined when there is none. */
  readonly lastRead: number | undefined;
  readonly now: number;
}

/** Finds trails that still deliver log files but no digests. */
export function silentTrails(
  digests: readonly KnownDigest[],
  { prefix, trails, since, lastRead, now }: DigestsExpected,
): readonly ChainGap[] {
  if (lastRead === undefined) return [];
  return trails.flatMap((trail) => {
    const its = digests.filter((digest) => digest.trail === trail && digest.state === 'verified' && !digest.backfill);
    const last = Math.max(since, ...its.map(({ to }) => to));
    // The next digest covers log files up to an hour after the last one, and arrives up to an hour later.
    if (last + AWAITED_MS > now || lastRead < last + hours(1)) return [];
    const what = its.length === 0 ? 'There is none yet' : `The last one is from ${timeOf(last)}`;
    const detail = `The trail ${trail} delivers log files, but no digests for them. ${what}.`;
    return [{ kind: 'digest-missing' as const, key: `${prefix}${trail}`, from: last, to: now, detail }];
  });
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
