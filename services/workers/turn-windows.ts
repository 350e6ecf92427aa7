import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { TallyChange } from '#db/queries/commit.ts';
import { storedTallies } from '#db/queries/turn.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import type { Json } from '#services/model/subject.ts';
import type { HeldTallies } from './held-tallies.ts';
import type { World } from '../world.ts';

/** A window that a turn touched, and the version its stored state had; undefined when there was none. */
export interface TouchedWindow extends WindowKey {
  readonly previous: string | undefined;
}

/** Reads what is stored of the windows that a work touched; `absorb` then merges it in. */
export async function loadWindows(
  { world, held }: { readonly world: World; readonly held: HeldTallies },
  partition: string,
  work: Work,
): Promise<{ readonly keys: readonly TouchedWindow[]; absorb(): void }> {
  const touched = work.touched().map((key) => ({ ...key, held: held.get(heldKey(partition, key)) }));
  const wanted = touched.map(({ held: known, ...key }) => ({ ...key, held: known?.version }));
  const stored = await storedTallies(world.database.db, partition, wanted);
  const byKey = new Map(stored.map((tally) => [heldKey(partition, tally), tally]));
  return {
    keys: touched.map(({ type, windowStart }) => ({
      type,
      windowStart,
      previous: byKey.get(heldKey(partition, { type, windowStart }))?.version,
    })),
    absorb() {
      for (const { type, windowStart, held: known } of touched) {
        const tally = byKey.get(heldKey(partition, { type, windowStart }));
        const value = tally && (tally.value ?? known?.value);
        if (value === undefined) continue;
        try {
          work.absorb(type, windowStart, unpack(value));
        } catch (error) {
          // Written by a version that kept it differently. What it counted is in its findings; the window starts anew.
          world.log.error('tally-discarded', { partition, type, windowStart, error });
        }
      }
    },
  };
}

/** The windows as they are now, to be stored. */
export function packWindows(work: Work, keys: readonly TouchedWindow[]): readonly TallyChange[] {
  const ends = new Map(work.live().map((window) => [heldKey('', window), window.windowEnd]));
  return keys.map(({ type, windowStart, previous }) => ({
    type,
    windowStart,
    windowEnd: ends.get(heldKey('', { type, windowStart })) ?? windowStart,
    previous,
    value: zstdCompressSync(JSON.stringify(work.encode(type, windowStart))),
  }));
}

export function heldKey(
  partition: string,
  { type, windowStart }: { readonly type: string; readonly windowStart: number },
): string {
  return `${partition} ${type} ${windowStart}`;
}

function unpack(value: Uint8Array): Json {
  return JSON.parse(zstdDecompressSync(value).toString());
}
