import { formatIpAddress, type IpAddress } from './ip-address.ts';
import type { IpRange } from './ip-range.ts';

export interface IpSet {
  /**
   * The narrowest entry that holds the address, as it was written; of equal ones the first.
   *
   * @param port where it is known: entries with another port do not count
   */
  find(address: IpAddress, port?: number): string | undefined;
}

/** Builds a set of the addresses of all ranges. A lookup is a binary search. */
export function createIpSet(ranges: Iterable<IpRange>): IpSet {
  const builder = new IpSetBuilder();
  for (const range of ranges) builder.add(range);
  return builder.build();
}

/** Collects ranges one by one in columns, so that a long list never exists as objects. */
export class IpSetBuilder {
  readonly #v4 = new Blocks<number>((column, length) => Uint32Array.from({ length }, (_, row) => column[row] ?? 0));
  readonly #v6 = new Blocks<bigint>((column, length) => Array.from({ length }, (_, row) => column[row] ?? 0n));
  #size = 0;

  /** The number of ranges and addresses added. */
  get size(): number {
    return this.#size;
  }

  add({ text, blocks, port = ANY_PORT }: IpRange): void {
    this.#size++;
    for (const { first, last } of blocks) {
      if (typeof first === 'number' && typeof last === 'number') this.#v4.push(first, last, text, port);
      else if (typeof first === 'bigint' && typeof last === 'bigint') this.#v6.push(first, last, text, port);
    }
  }

  /** Adds an IPv4 address in its plain spelling. */
  addAddress(address: number): void {
    this.#size++;
    this.#v4.push(address, address, undefined, ANY_PORT);
  }

  build(): IpSet {
    const blocks = this.#v4.sorted();
    const v4 = createIndex(blocks, withShortcut(blocks));
    const v6 = createIndex(this.#v6.sorted(), lastStart);
    return { find: (address, port) => (typeof address === 'number' ? v4(address, port) : v6(address, port)) };
  }
}

/** The port of entries that name none. */
const ANY_PORT = 0;
const ROWS_MIN = 16;

/** A column of addresses. */
interface Addresses<A> {
  [row: number]: A;
  readonly length: number;
}

/** Blocks of addresses, one a row: both ends, the port, and the entry they come from. */
class Blocks<A extends IpAddress> {
  readonly #lengthen: (column: Addresses<A>, length: number) => Addresses<A>;
  firsts: Addresses<A>;
  lasts: Addresses<A>;
  /** Original texts, by row; a plainly written address has none, because its text follows from the address. */
  readonly texts = new Map<number, string>();
  /** Ports, by row, for entries that name one: few lists do. */
  readonly ports = new Map<number, number>();
  rows = 0;

  constructor(lengthen: (column: Addresses<A>, length: number) => Addresses<A>) {
    this.#lengthen = lengthen;
    this.firsts = lengthen([], 0);
    this.lasts = lengthen([], 0);
  }

  push(first: A, last: A, text: string | undefined, port: number): void {
    if (this.rows === this.firsts.length) this.#grow();
    this.firsts[this.rows] = first;
    this.lasts[this.rows] = last;
    if (text !== undefined) this.texts.set(this.rows, text);
    if (port !== ANY_PORT) this.ports.set(this.rows, port);
    this.rows++;
  }

  /**
   * The blocks in order of start, wider ones first, and equal blocks in order of port. Of fully equal blocks only the
   * first one added stays.
   */
  sorted(): Blocks<A> {
    const { firsts, lasts, texts } = this;
    const portOf = (row: number): number => this.ports.get(row) ?? ANY_PORT;
    const order = new Uint32Array(this.rows)
      .map((_, row) => row)
      .toSorted(
        (a, b) => compare(firsts[a], firsts[b]) || compare(lasts[b], lasts[a]) || portOf(a) - portOf(b) || a - b,
      );
    const sorted = new Blocks(this.#lengthen);
    for (const row of order) {
      const first = firsts[row];
      const last = lasts[row];
      const before = sorted.rows - 1;
      if (first === undefined || last === undefined) continue;
      const isNew = sorted.firsts[before] !== first || sorted.lasts[before] !== last;
      // An entry without a port includes all others of the same block, and comes before them.
      const portBefore = sorted.ports.get(before) ?? ANY_PORT;
      if (isNew || (portBefore !== ANY_PORT && portBefore !== portOf(row)))
        sorted.push(first, last, texts.get(row), portOf(row));
    }
    return sorted;
  }

  #grow(): void {
    const length = this.rows * 2 + ROWS_MIN;
    this.firsts = this.#lengthen(this.firsts, length);
    this.lasts = this.#lengthen(this.lasts, length);
  }
}

/** Finds the last row that starts at or before an address, or -1. */
type FindStart<A extends IpAddress> = (blocks: Blocks<A>, address: A) => number;

/**
 * Builds the lookup over sorted blocks. Blocks are disjoint or nested, so in order of start (wider first) each is
 * followed by the blocks inside it. The block with an address is the last one that starts at or before it, or one that
 * encloses that one.
 */
function createIndex<A extends IpAddress>(blocks: Blocks<A>, findStart: FindStart<A>) {
  const { firsts, lasts, texts, ports, rows } = blocks;
  /** The row of the enclosing block of each block, or -1. */
  const around = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const first = firsts[row];
    around[row] = first === undefined ? -1 : holder(row - 1, first);
  }
  return (address: A, port: number | undefined): string | undefined => {
    let row = holder(findStart(blocks, address), address);
    // Blocks that differ only in their ports enclose each other.
    while (speaksOfOther(row, port)) row = holder(around[row] ?? -1, address);
    const first = row < 0 ? undefined : firsts[row];
    return first === undefined ? undefined : (texts.get(row) ?? formatIpAddress(first));
  };

  function speaksOfOther(row: number, port: number | undefined): boolean {
    return port !== undefined && (ports.get(row) ?? port) !== port;
  }

  function endsBefore(row: number, address: A): boolean {
    const last = lasts[row];
    return last !== undefined && last < address;
  }

  /** Goes outwards from a row whose block starts at or before the address, to the first block that contains it. */
  function holder(from: number, address: A): number {
    let row = from;
    // Most addresses are in no block, and looking up a missing row is slow.
    while (row >= 0 && endsBefore(row, address)) row = around[row] ?? -1;
    return row;
  }
}

function lastStart<A extends IpAddress>({ firsts, rows }: Blocks<A>, address: A, from = 0, to = rows): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = firsts[middle];
    if (first !== undefined && first <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The same search, sped up by a table of the first row of each prefix: it runs for every address of every log, and
 * nearly all have a prefix without rows.
 */
function withShortcut({ firsts, rows }: Blocks<number>): FindStart<number> {
  const bits = Math.min(PREFIX_BITS_MAX, Math.ceil(Math.log2(rows + 1)) + 3);
  const shift = 32 - bits;
  const begins = new Uint32Array(2 ** bits + 1);
  for (let row = 0; row < rows; row++) begins[((firsts[row] ?? 0) >>> shift) + 1] = row + 1;
  for (let prefix = 1; prefix < begins.length; prefix++)
    begins[prefix] = Math.max(begins[prefix] ?? 0, begins[prefix - 1] ?? 0);
  return (blocks, address) => {
    const prefix = address >>> shift;
    return lastStart(blocks, address, begins[prefix], begins[prefix + 1]);
  };
}

/** The table takes a quarter of a megabyte for the longest lists. */
const PREFIX_BITS_MAX = 16;

function compare<A extends IpAddress>(a: A | undefined, b: A | undefined): number {
  return a === undefined || b === undefined || a === b ? 0 : a < b ? -1 : 1;
}
