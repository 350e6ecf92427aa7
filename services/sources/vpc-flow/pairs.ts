import { powerOfTwo } from './numbering.ts';
import type { Scratch } from './scratch.ts';

/**
 * Finds the rows between the same two addresses in either direction: a linked list of rows for each hash of a pair. A
 * list may hold rows of other pairs, and all rows if somebody chose addresses to that end. So callers must walk each
 * list only once.
 */
export class Pairs {
  readonly #src: Uint32Array;
  readonly #dst: Uint32Array;
  /** By hash, a list's first row + 1; `#next` has by row the following row + 1; 0 at the end. */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;
  readonly #last: number;

  constructor(scratch: Scratch, src: Uint32Array, dst: Uint32Array) {
    this.#src = src;
    this.#dst = dst;
    const lists = powerOfTwo(src.length);
    this.#last = lists - 1;
    this.#first = scratch.words('first of a pair', lists).fill(0);
    this.#next = scratch.words('next of a pair', src.length);
    link(this.#first, this.#next, src, dst);
  }

  /** The rows in the list of a row, in arbitrary order. */
  like(row: number): readonly number[] {
    const rows: number[] = [];
    const list = hashOf(this.#src[row] ?? 0, this.#dst[row] ?? 0) & this.#last;
    for (let at = this.#first[list] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0) rows.push(at - 1);
    return rows;
  }
}

function link(first: Uint32Array, next: Uint32Array, src: Uint32Array, dst: Uint32Array): void {
  const last = first.length - 1;
  for (let row = 0; row < src.length; row++) {
    const list = hashOf(src[row] ?? 0, dst[row] ?? 0) & last;
    next[row] = first[list] ?? 0;
    first[list] = row + 1;
  }
}

/**
 * The same hash in both directions. Sum and product together tell any two pairs apart, and also pairs of neighbouring
 * codes, which are the usual ones. Plain products, because `Math.imul` is a call before the second optimizing compiler
 * runs.
 */
function hashOf(a: number, b: number): number {
  const pair = a * b + (a + b) * 40503;
  return pair ^ (pair >>> 16);
}
