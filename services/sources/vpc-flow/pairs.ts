import { powerOfTwo } from './numbering.ts';
import type { Scratch } from './scratch.ts';

/**
 * Finds the rows that are between the same two addresses, whichever of them is the source: a linked list of rows for each
 * hash of a pair. Rows of other pairs may be among them, all of them if somebody chose his addresses so: whoever asks
 * walks each list once only.
 */
export class Pairs {
  readonly #src: Uint32Array;
  readonly #dst: Uint32Array;
  /** A list's first row + 1 by hash, and by row the one that follows it + 1; 0 at the end. */
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

  /** The rows of the list that a row is in, in no order that means anything. */
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
 * The same whichever is the source. Sum and product tell every pair from every other, and neighbouring codes, as they are
 * given, from one another. Products of plain numbers, for without the second optimizing compiler `Math.imul` is a call.
 */
function hashOf(a: number, b: number): number {
  const pair = a * b + (a + b) * 40503;
  return pair ^ (pair >>> 16);
}
