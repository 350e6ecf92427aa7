import type { LogObject } from '#services/model/log-object.ts';

/** Shares of each reader: slower readers take fewer. */
const SHARES_EACH = 24;
/** Objects of a share. Their results wait until it is their turn to be reported. */
const SHARE_MAX = 400;

/** Objects in shares. Whoever reads takes the next share that nobody has, without waiting for anybody. */
export interface Shares {
  readonly objects: readonly LogObject[];
  /** Objects of a share; the last one may have fewer. */
  readonly size: number;
  /** How many shares are taken: one number, in memory that threads share. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Some of the objects. */
export interface Share {
  readonly number: number;
  readonly objects: readonly LogObject[];
}

/** Parts objects among so many that read. */
export function sharesOf(objects: readonly LogObject[], readers: number): Shares {
  const size = Math.min(SHARE_MAX, Math.max(1, Math.floor(objects.length / (readers * SHARES_EACH))));
  return { objects, size, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Takes shares while there are any. @param left so many of all objects are left to others, as a share of 1 */
export function* takeShares({ objects, size, taken }: Shares, left = 0): Generator<Share> {
  const end = objects.length * (1 - left);
  for (let next = Atomics.load(taken, 0); next * size < end; next = Atomics.load(taken, 0)) {
    if (Atomics.compareExchange(taken, 0, next, next + 1) !== next) continue;
    yield { number: next, objects: objects.slice(next * size, (next + 1) * size) };
  }
}
