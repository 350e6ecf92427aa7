import type { IpAddress } from './ip-address.ts';
import type { IpRange } from './ip-range.ts';

export interface IpSet {
  /** The narrowest entry that holds the address, as it was written; of equal ones the first. */
  find(address: IpAddress): string | undefined;
}

/** A set that holds the addresses of all ranges. A question costs a binary search. */
export function createIpSet(ranges: Iterable<IpRange>): IpSet {
  const builder = new IpSetBuilder();
  for (const range of ranges) builder.add(range);
  return builder.build();
}

/** Takes ranges one by one into columns, so that a long list is never held as objects. */
export class IpSetBuilder {
  readonly #v4: Columns<number> = { firsts: [], lasts: [], texts: [] };
  readonly #v6: Columns<bigint> = { firsts: [], lasts: [], texts: [] };
  #size = 0;

  /** Ranges added. */
  get size(): number {
    return this.#size;
  }

  add({ text, blocks }: IpRange): void {
    this.#size++;
    for (const { first, last } of blocks) {
      if (typeof first === 'number' && typeof last === 'number') push(this.#v4, first, last, text);
      else if (typeof first === 'bigint' && typeof last === 'bigint') push(this.#v6, first, last, text);
    }
  }

  build(): IpSet {
    const v4 = createIndex(this.#v4);
    const v6 = createIndex(this.#v6);
    return { find: (address) => (typeof address === 'number' ? v4(address) : v6(address)) };
  }
}

/** Blocks of addresses, one a row: both ends, and the entry they come from. */
interface Columns<A extends IpAddress> {
  readonly firsts: A[];
  readonly lasts: A[];
  readonly texts: string[];
}

function push<A extends IpAddress>({ firsts, lasts, texts }: Columns<A>, first: A, last: A, text: string): void {
  firsts.push(first);
  lasts.push(last);
  texts.push(text);
}

/**
 * Blocks are apart or nested, so in order of start (wider first) each is followed by those it holds. The one that may
 * hold an address is the last that starts at or before it, or one of the blocks around that one.
 */
function createIndex<A extends IpAddress>(columns: Columns<A>): (address: A) => string | undefined {
  const { firsts, lasts, texts } = sort(columns);
  /** The row of the block around each block, or -1. */
  const around = new Int32Array(firsts.length);
  firsts.forEach((first, row) => {
    around[row] = holder(row - 1, first);
  });
  return (address) => {
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = firsts[middle];
      if (first !== undefined && first <= address) low = middle + 1;
      else high = middle;
    }
    return texts[holder(low - 1, address)];
  };

  /** From a row whose block starts at or before the address outwards to the first that reaches it. */
  function holder(from: number, address: A): number {
    let row = from;
    for (let last = lasts[row]; last !== undefined && last < address; last = lasts[row]) row = around[row] ?? -1;
    return row;
  }
}

/** By start, wider first; of equal blocks the first that was added alone. */
function sort<A extends IpAddress>({ firsts, lasts, texts }: Columns<A>): Columns<A> {
  const sorted: Columns<A> = { firsts: [], lasts: [], texts: [] };
  const order = Uint32Array.from(firsts.keys()).toSorted(
    (a, b) => compare(firsts[a], firsts[b]) || compare(lasts[b], lasts[a]) || a - b,
  );
  for (const row of order) {
    const [first, last, text] = [firsts[row], lasts[row], texts[row]];
    if (first === undefined || last === undefined || text === undefined) continue;
    if (sorted.firsts.at(-1) !== first || sorted.lasts.at(-1) !== last) push(sorted, first, last, text);
  }
  return sorted;
}

function compare<A extends IpAddress>(a: A | undefined, b: A | undefined): number {
  return a === undefined || b === undefined || a === b ? 0 : a < b ? -1 : 1;
}
