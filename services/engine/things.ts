import { hash } from '#services/tallies/kits/hash.ts';
import { offerHash, type SmallestHashes } from '#services/tallies/kits/smallest-hashes.ts';

/** Up to 64 things are counted exactly. The number of more things is estimated, to within an eighth in two of three cases. */
const KEPT = { hashesMax: 65, valuesMax: 0 };

/** Counts the different things an act was done to, by their smallest hashes. Order and repetition change nothing. */
export class Things {
  /** Grows whenever what is kept changes. */
  weight = 0;
  readonly #kept: SmallestHashes<string> = { hashes: [], values: [] };

  /** @param thing its name, or its hash; @returns by how much the weight grew */
  add(thing: string | number): number {
    if (!offerHash(this.#kept, typeof thing === 'string' ? hash(thing) : thing, KEPT)) return 0;
    const before = this.weight;
    this.weight = thingsWeight(this.#kept.hashes);
    return this.weight - before;
  }

  get hashes(): readonly number[] {
    return this.#kept.hashes;
  }

  /** An estimate: of n hashes between 0 and 1, the k-th smallest is near k/n. The size never falls. */
  get size(): number {
    const { hashes } = this.#kept;
    if (hashes.length < KEPT.hashesMax) return hashes.length;
    return Math.max(hashes.length, Math.round(((hashes.length - 1) * SPACE) / ((hashes.at(-1) ?? 0) + 1)));
  }
}

/** @param hashes the smallest, in order */
export function thingsWeight(hashes: readonly number[]): number {
  const { length } = hashes;
  return length < KEPT.hashesMax ? length : length + Math.floor((SPACE - (hashes.at(-1) ?? 0)) / COARSE);
}

const SPACE = 2 ** 53;
/** Divides weights, so that those of a thousand acts still add up to an exact number. */
const COARSE = 2 ** 12;
