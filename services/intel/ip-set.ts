import { parseIpAddress, type IpAddress } from './ip-address.ts';
import type { IpRange } from './ip-range.ts';

export interface IpSet {
  /** The narrowest entry that holds the address, as it was written; of equal ones the first. */
  find(address: IpAddress): string | undefined;
}

/** A set that holds the addresses of all ranges, in about 40 bytes a range; a question costs a binary search. */
export function createIpSet(ranges: Iterable<IpRange>): IpSet {
  const v4: Entry<number>[] = [];
  const v6: Entry<bigint>[] = [];
  for (const { text, blocks } of ranges) {
    for (const { first, last } of blocks) {
      if (typeof first === 'number' && typeof last === 'number') v4.push({ first, last, text });
      else if (typeof first === 'bigint' && typeof last === 'bigint') v6.push({ first, last, text });
    }
  }
  const findV4 = index(v4);
  const findV6 = index(v6);
  return { find: (address) => (typeof address === 'number' ? findV4(address) : findV6(address)) };
}

/** Whether the set holds the address that the text spells; text that is no address is in no set. */
export function holds(set: IpSet, text: string): boolean {
  const address = parseIpAddress(text);
  return address !== undefined && set.find(address) !== undefined;
}

interface Entry<A extends IpAddress> {
  readonly first: A;
  readonly last: A;
  readonly text: string;
}

/**
 * Blocks are apart or nested, so in order of start (wider first) each is followed by those it holds. The one that may
 * hold an address is the last that starts at or before it, or one of the blocks around that one.
 */
function index<A extends IpAddress>(entries: Entry<A>[]): (address: A) => string | undefined {
  const sorted = entries
    .toSorted((a, b) =>
      a.first < b.first ? -1 : a.first > b.first ? 1 : a.last > b.last ? -1 : a.last < b.last ? 1 : 0,
    )
    .filter((entry, i, all) => all[i - 1]?.first !== entry.first || all[i - 1]?.last !== entry.last);
  const around = new Int32Array(sorted.length);
  sorted.forEach((entry, i) => {
    let outer = i - 1;
    while (outer >= 0 && isBefore(sorted[outer], entry.first)) outer = around[outer] ?? -1;
    around[i] = outer;
  });
  return (address) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = sorted[middle];
      if (entry !== undefined && entry.first <= address) low = middle + 1;
      else high = middle;
    }
    let i = low - 1;
    while (i >= 0 && isBefore(sorted[i], address)) i = around[i] ?? -1;
    return sorted[i]?.text;
  };
}

function isBefore<A extends IpAddress>(entry: Entry<A> | undefined, address: A): boolean {
  return entry !== undefined && entry.last < address;
}
