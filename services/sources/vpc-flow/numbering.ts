import type { Scratch } from './scratch.ts';

/**
 * Numbers combinations of five codes in the order they occur, by an open-addressing hash over integers. An attacker who
 * chooses addresses and ports could make a chain long. Beyond a length the rest goes into a `Map`, whose hash the
 * attacker does not know, so that every look-up stays cheap.
 */
export class Numbering {
  /** Number of combinations so far. */
  size = 0;
  readonly #last: number;
  /** Number of the combination in a slot + 1; 0 when it is free. */
  readonly #slots: Uint32Array;
  /** Five codes for each combination. */
  readonly #codes: Uint32Array;
  readonly #crowded = new Map<string, number>();

  /** @param most maximum number of combinations */
  constructor(scratch: Scratch, most: number) {
    const capacity = powerOfTwo(most * 2);
    this.#last = capacity - 1;
    this.#slots = scratch.words('numbering slots', capacity).fill(0);
    this.#codes = scratch.words('numbering codes', most * WIDTH);
  }

  /** The number of the combination; equal to the previous `size` when it is new. */
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

  /** The number of a combination; for an unknown one the complement of its free slot, which is negative. */
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

/** The first power of two that is at least this. */
export function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, least)));
}

const WIDTH = 5;
const CHAIN_MAX = 32;

function mix(hash: number, code: number): number {
  const bits = Math.imul(hash ^ code, 0x9e3779b1);
  return bits ^ (bits >>> 15);
}
