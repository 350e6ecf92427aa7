import type { Scratch } from './scratch.ts';

/**
 * Numbers combinations of five codes in the order of their arrival: an open-addressing hash over integers. Somebody who
 * chooses addresses and ports of packets could make a chain long: there the rest goes into a map, whose hash function
 * is unknown to them. So each look-up stays cheap for any records.
 */
export class Numbering {
  /** The number of combinations so far. */
  size = 0;
  readonly #last: number;
  /** Slots: the number of a combination + 1; 0 in a free slot. */
  readonly #slots: Uint32Array;
  /** Five codes for each combination. */
  readonly #codes: Uint32Array;
  readonly #crowded = new Map<string, number>();

  /** @param most the largest possible number of combinations */
  constructor(scratch: Scratch, most: number) {
    const capacity = powerOfTwo(most * 2);
    this.#last = capacity - 1;
    this.#slots = scratch.words('numbering slots', capacity).fill(0);
    this.#codes = scratch.words('numbering codes', most * WIDTH);
  }

  /** The number of a combination, which equals the previous `size` for a new one. */
  numberOf(a: number, b: number, c: number, d: number, e: number): number {
    const known = this.find(a, b, c, d, e);
    if (known >= 0) return known;
    const number = this.size++;
    const slot = ~known;
    if (slot > this.#last) this.#crowded.set(`${a} ${b} ${c} ${d} ${e}`, number);
    else this.#slots[slot] = number + 1;
    const at = number * WIDTH;
    const codes = this.#codes;
    codes[at] = a;
    codes[at + 1] = b;
    codes[at + 2] = c;
    codes[at + 3] = d;
    codes[at + 4] = e;
    return number;
  }

  /** The number of a combination; for a new one the complement of its free slot, which is negative. */
  find(a: number, b: number, c: number, d: number, e: number): number {
    const codes = this.#codes;
    let slot = mix(mix(mix(mix(mix(0, a), b), c), d), e) & this.#last;
    for (let tried = 0; tried < CHAIN_MAX; tried++) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return ~slot;
      const at = number * WIDTH;
      if (codes[at] === a && codes[at + 1] === b && codes[at + 2] === c && codes[at + 3] === d && codes[at + 4] === e)
        return number;
      slot = (slot + 1) & this.#last;
    }
    return this.#crowded.get(`${a} ${b} ${c} ${d} ${e}`) ?? ~(this.#last + 1);
  }
}

/** The smallest power of two that is at least `least`, and at least 2. */
export function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, least)));
}

const WIDTH = 5;
const CHAIN_MAX = 32;

function mix(hash: number, code: number): number {
  const bits = Math.imul(hash ^ code, 0x9e3779b1);
  return bits ^ (bits >>> 15);
}
