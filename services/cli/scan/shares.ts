import type { LogObject } from '#services/model/log-object.ts';

/** How many shares there are for each reader. A slower reader takes fewer. */
const SHARES_EACH = 24;
/** Maximum of objects in a share. Their reports stay in memory until those of all earlier shares are there. */
const SHARE_MAX = 400;

/** Objects, parted into shares. A reader takes the next free share without waiting for other readers. */
export interface Shares {
  readonly objects: readonly LogObject[];
  /** How many objects a share has; the last one may have fewer. */
  readonly size: number;
  /** How many shares are taken: one number, in memory that threads share. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Some of the objects. */
export interface Share {
  readonly number: number;
  readonly objects: readonly LogObject[];
}

/** Parts objects into shares for a number of readers. */
export function sharesOf(objects: readonly LogObject[], readers: number): Shares {
  const size = Math.min(SHARE_MAX, Math.max(1, Math.floor(objects.length / (readers * SHARES_EACH))));
  return { objects, size, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Takes shares until none is free. @param left the fraction of the objects, at their end, that is left to others */
export function* takeShares({ objects, size, taken }: Shares, left = 0): Generator<Share> {
  const end = objects.length * (1 - left);
  for (let next = Atomics.load(taken, 0); next * size < end; next = Atomics.load(taken, 0)) {
    if (Atomics.compareExchange(taken, 0, next, next + 1) !== next) continue;
    yield { number: next, objects: objects.slice(next * size, (next + 1) * size) };
  }
}
