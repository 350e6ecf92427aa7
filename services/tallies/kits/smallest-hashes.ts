import type { Json } from '#services/model/subject.ts';
import { hash } from './hash.ts';

/** The smallest hashes of the values seen, in order, and the values of the first of them. */
export interface SmallestHashes<Value extends string | number> {
  hashes: number[];
  values: Value[];
}

/** The most hashes to keep, and for how many of them the value too. */
export interface Bounds {
  readonly hashesMax: number;
  readonly valuesMax: number;
}

export function offer<Value extends string | number>(kept: SmallestHashes<Value>, value: Value, bounds: Bounds): void {
  insert(kept, hash(value), value, bounds);
}

/** Offers the hash of a value that is never shown. @returns whether it is kept, and was not before */
export function offerHash(kept: SmallestHashes<string | number>, hashed: number, bounds: Bounds): boolean {
  return insert(kept, hashed, undefined, bounds);
}

/** Takes over the members of `other` that are among the smallest of both. */
export function offerAll<Value extends string | number>(
  kept: SmallestHashes<Value>,
  other: SmallestHashes<Value>,
  bounds: Bounds,
): void {
  for (let i = 0; i < other.hashes.length; i++) insert(kept, other.hashes[i] ?? 0, other.values[i], bounds);
}

export function encodeSmallest(kept: SmallestHashes<string | number>): Json {
  return { hashes: [...kept.hashes], values: [...kept.values] };
}

/**
 * @param value undefined where its hash ranks below those whose values are kept
 * @returns whether the hash is new among those kept
 */
function insert<Value extends string | number>(
  kept: SmallestHashes<Value>,
  hashed: number,
  value: Value | undefined,
  { hashesMax, valuesMax }: Bounds,
): boolean {
  const { hashes, values } = kept;
  if (hashes.length === hashesMax && hashed >= (hashes[hashesMax - 1] ?? 0)) return false;
  const rank = rankOf(hashed, hashes);
  if (hashes[rank] === hashed) return false;
  kept.hashes = inserted(hashes, rank, hashed, hashesMax);
  if (value !== undefined && rank < valuesMax) kept.values = inserted(values, rank, value, valuesMax);
  return true;
}

/**
 * Copied while it is short, not pushed to: an array that grows reserves room for 17 more items, and most groups see a
 * handful of values.
 */
function inserted<Item>(list: Item[], at: number, item: Item, max: number): Item[] {
  if (list.length < FEW && list.length < max) return list.toSpliced(at, 0, item);
  list.splice(at, 0, item);
  if (list.length > max) list.pop();
  return list;
}

const FEW = 16;

/** Index of the first hash that is not smaller. */
function rankOf(hashed: number, hashes: readonly number[]): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hashes[middle] ?? 0) < hashed) low = middle + 1;
    else high = middle;
  }
  return low;
}
