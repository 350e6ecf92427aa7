import { differ, fillByOne } from './ends.ts';
import { PORT_RANK } from './ports.ts';

/** The columns that show an interface's own addresses: codes of addresses (one dictionary) and interfaces. */
export interface FlowEnds {
  readonly rows: number;
  readonly interfaces: Uint32Array;
  /** Greater than every interface code. */
  readonly interfaceLimit: number;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  readonly srcport: Uint32Array;
  readonly dstport: Uint32Array;
  addressText(code: number): string;
  isPrivate(code: number): boolean;
}

/** By interface code, the codes of its own addresses: one, or one of each family; 0 is none. */
export interface OwnAddresses {
  readonly first: Uint32Array<ArrayBuffer>;
  readonly second: Uint32Array<ArrayBuffer>;
}

/**
 * Finds each interface's own address in records that do not say which end is theirs: the address that all records of
 * the interface share. If they share two (a single peer), it is the one that no other interface has, then the private
 * one, then the one with the service port. If they share none (two families, a gateway that forwards for others), it is
 * the most frequent one of each family.
 *
 * Serves one object, which may come in parts: results of earlier parts count on. The order of the records in a part
 * does not matter.
 */
export class Owners {
  #shared: OwnAddresses = { first: new Uint32Array(0), second: new Uint32Array(0) };
  #own: OwnAddresses = { first: new Uint32Array(0), second: new Uint32Array(0) };
  /** By interface code, the own address where it is the only one that all records share; else 0. */
  #only = new Uint32Array(0);
  /** By interface code, the last part with records of it. */
  #met = new Uint32Array(0);
  #part = 0;
  /** Addresses that are the only shared one of some interface, with the number of such interfaces. */
  readonly #known = new Map<number, number>();

  /**
   * Fills in directions where every record of this part has an end that its interface is known by from earlier parts.
   * That is usually so, and then the part shows nothing new. False where it is not; then the filled-in values mean
   * nothing.
   */
  fillKnown(directions: Uint32Array, { interfaceLimit, interfaces, src, dst }: FlowEnds): boolean {
    this.#makeRoom(interfaceLimit);
    return fillByOne(directions, this.#only, interfaces, src, dst);
  }

  /** The own addresses of the interfaces in this part. Others are skipped, so a part costs no more after many parts. */
  of(ends: FlowEnds): OwnAddresses {
    this.#makeRoom(ends.interfaceLimit);
    const codes = this.#metCodes(ends);
    for (const code of codes) this.#count(code, -1);
    shareAddresses(ends, this.#shared);
    const between: number[] = [];
    const mixed: number[] = [];
    const { first, second } = this.#shared;
    for (const code of codes) {
      this.#own.first[code] = first[code] ?? 0;
      this.#own.second[code] = second[code] ?? 0;
      this.#only[code] = second[code] === 0 ? (first[code] ?? 0) : 0;
      this.#count(code, 1);
      if (first[code] === 0) mixed.push(code);
      else if (second[code] !== 0) between.push(code);
    }
    if (mixed.length > 0) mostFrequent(ends, mixed, this.#own);
    if (between.length > 0) chooseOfTwo(ends, between, this.#known, this.#own);
    return this.#own;
  }

  /** The interfaces in this part, each once. Records without an interface are skipped. */
  #metCodes({ rows, interfaces }: FlowEnds): readonly number[] {
    const part = ++this.#part;
    const codes: number[] = [];
    for (let row = 0; row < rows; row++) {
      const code = interfaces[row] ?? 0;
      if (code === 0 || this.#met[code] === part) continue;
      this.#met[code] = part;
      codes.push(code);
    }
    return codes;
  }

  /** Adds or removes an interface whose records share one address. */
  #count(code: number, by: number): void {
    const address = this.#shared.first[code] ?? 0;
    if (address === 0 || address === NOT_SEEN || this.#shared.second[code] !== 0) return;
    const count = (this.#known.get(address) ?? 0) + by;
    if (count === 0) this.#known.delete(address);
    else this.#known.set(address, count);
  }

  /** Doubles the arrays when they are too small, so that they are copied rarely. */
  #makeRoom(limit: number): void {
    const before = this.#met.length;
    if (before >= limit) return;
    const size = Math.max(limit, 2 * before);
    const more = (words: Uint32Array<ArrayBuffer>, filled: number): Uint32Array<ArrayBuffer> => {
      const room = new Uint32Array(size).fill(filled, before);
      room.set(words);
      return room;
    };
    this.#met = more(this.#met, 0);
    this.#only = more(this.#only, 0);
    this.#shared = { first: more(this.#shared.first, NOT_SEEN), second: more(this.#shared.second, 0) };
    this.#own = { first: more(this.#own.first, 0), second: more(this.#own.second, 0) };
  }
}

const NOT_SEEN = 0xffffffff;

/** The addresses that all records of an interface share: two while only a single pair was seen, then one, or none. */
function shareAddresses({ rows, interfaces, src, dst }: FlowEnds, { first, second }: OwnAddresses): void {
  const notSeen = NOT_SEEN;
  for (let row = 0; row < rows; row++) {
    const code = interfaces[row] ?? 0;
    const a = first[code] ?? 0;
    const b = second[code] ?? 0;
    const s = src[row] ?? 0;
    const d = dst[row] ?? 0;
    if (a === notSeen) {
      first[code] = s;
      second[code] = s === d ? 0 : d;
    } else if (b === 0) {
      if ((differ(a, s) & differ(a, d)) === 1) first[code] = 0;
    } else {
      const keepsA = a === s || a === d;
      const keepsB = b === s || b === d;
      if (keepsA && keepsB) continue;
      first[code] = keepsA ? a : keepsB ? b : 0;
      second[code] = 0;
    }
  }
}

/** Counts every address of the interfaces whose records share none. This is rare, so it may be slow. */
function mostFrequent(ends: FlowEnds, codes: readonly number[], { first, second }: OwnAddresses): void {
  const counts = new Map(codes.map((code) => [code, new Map<number, number>()]));
  for (let row = 0; row < ends.rows; row++) {
    const seen = counts.get(ends.interfaces[row] ?? 0);
    if (seen === undefined) continue;
    const s = ends.src[row] ?? 0;
    const d = ends.dst[row] ?? 0;
    seen.set(s, (seen.get(s) ?? 0) + 1);
    if (d !== s) seen.set(d, (seen.get(d) ?? 0) + 1);
  }
  for (const [code, seen] of counts) {
    const families = Map.groupBy(seen, ([address]) => ends.addressText(address).includes(':'));
    first[code] = top(families.get(false) ?? [], ends);
    second[code] = top(families.get(true) ?? [], ends);
  }
}

/**
 * The most frequent address; among equals the private one, then the first by text, because codes depend on what was
 * read before.
 */
function top(counts: readonly (readonly [number, number])[], ends: FlowEnds): number {
  const most = counts.reduce((highest, [, count]) => Math.max(highest, count), 0);
  const best = counts.filter(([, count]) => count === most).map(([address]) => address);
  const ordered = best.length < 2 ? best : best.toSorted((a, b) => compare(rank(a, ends), rank(b, ends)));
  return ordered[0] ?? 0;
}

function rank(address: number, ends: FlowEnds): string {
  return `${ends.isPrivate(address) ? 0 : 1} ${ends.addressText(address)}`;
}

/** Decides for interfaces with a single peer, where either end may be the own one. */
function chooseOfTwo(
  ends: FlowEnds,
  codes: readonly number[],
  known: ReadonlyMap<number, number>,
  { first, second }: OwnAddresses,
): void {
  const sides = new Map(
    codes.map((code) => [code, [new Side(first[code] ?? 0), new Side(second[code] ?? 0)] as const]),
  );
  for (let row = 0; row < ends.rows; row++) {
    const [a, b] = sides.get(ends.interfaces[row] ?? 0) ?? [];
    if (a === undefined || b === undefined) continue;
    const fromA = ends.src[row] === a.address;
    a.add((fromA ? ends.srcport : ends.dstport)[row] ?? 0);
    b.add((fromA ? ends.dstport : ends.srcport)[row] ?? 0);
  }
  for (const [code, [a, b]] of sides) {
    const order =
      Number(known.has(a.address)) - Number(known.has(b.address)) ||
      Number(ends.isPrivate(b.address)) - Number(ends.isPrivate(a.address)) ||
      Number(b.shared) - Number(a.shared) ||
      a.rank - b.rank ||
      a.lowest - b.lowest ||
      compare(ends.addressText(a.address), ends.addressText(b.address));
    first[code] = order <= 0 ? a.address : b.address;
    second[code] = 0;
  }
}

/** The ports at one end of all records of an interface: a service has the same port in all of them. */
class Side {
  readonly address: number;
  lowest = 65536;
  #highest = -1;

  constructor(address: number) {
    this.address = address;
  }

  add(port: number): void {
    if (port < this.lowest) this.lowest = port;
    if (port > this.#highest) this.#highest = port;
  }

  get shared(): boolean {
    return this.lowest === this.#highest;
  }

  get rank(): number {
    return PORT_RANK[this.lowest] ?? 4;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
