import ipaddr from 'ipaddr.js';

/** Addresses as disjoint ranges in ascending order, both ends included. IPv6 follows IPv4 on one line of numbers. */
export type AddressSet = readonly Range[];
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const IPV6 = 1n << 32n;
const END = IPV6 + (1n << 128n) - 1n;

export const NOWHERE: AddressSet = [];
/** All addresses. For a caller whose address is unknown, a set only tells whether the caller is matched. */
export const EVERYWHERE: AddressSet = [{ first: 0n, last: END }];

/** The addresses of ranges and single addresses, in any order, overlapping or not. Other texts add nothing. */
export function addressSet(ranges: readonly string[]): AddressSet {
  return joined(ranges.flatMap((text) => rangeOf(text) ?? []));
}

function joined(ranges: readonly Range[]): AddressSet {
  const disjoint: { first: bigint; last: bigint }[] = [];
  for (const range of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = disjoint.at(-1);
    if (before !== undefined && range.first <= before.last + 1n) {
      if (range.last > before.last) before.last = range.last;
    } else disjoint.push({ ...range });
  }
  return disjoint;
}

export function complement(set: AddressSet): AddressSet {
  const rest: Range[] = [];
  let next = 0n;
  for (const { first, last } of set) {
    if (first > next) rest.push({ first: next, last: first - 1n });
    next = last + 1n;
  }
  return next > END ? rest : [...rest, { first: next, last: END }];
}

export function intersection(a: AddressSet, b: AddressSet): AddressSet {
  const common: Range[] = [];
  for (let i = 0, j = 0; ;) {
    const [x, y] = [a[i], b[j]];
    if (x === undefined || y === undefined) return common;
    const first = x.first > y.first ? x.first : y.first;
    const last = x.last < y.last ? x.last : y.last;
    if (first <= last) common.push({ first, last });
    if (x.last < y.last) i++;
    else j++;
  }
}

export function union(sets: readonly AddressSet[]): AddressSet {
  return joined(sets.flat());
}

/**
 * Whether the set covers more of the Internet than one network may: AWS calls everything broader than /8 of IPv4, or
 * /32 of IPv6, public ("The meaning of 'public'", Amazon S3 User Guide). Private addresses do not count: no stranger
 * has one.
 */
export function isBroad(set: AddressSet): boolean {
  const open = intersection(set, INTERNET);
  const [v4, v6] = [sizeOf(intersection(open, IPV4_ALL)), sizeOf(intersection(open, IPV6_ALL))];
  return v4 > 1n << 24n || v6 > 1n << 96n;
}

function sizeOf(set: AddressSet): bigint {
  return set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

const IPV4_ALL: AddressSet = [{ first: 0n, last: IPV6 - 1n }];
const IPV6_ALL: AddressSet = [{ first: IPV6, last: END }];
const INTERNET = complement(
  addressSet([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
    'fc00::/7',
  ]),
);

/** `*` stands for every address. */
function rangeOf(text: string): Range | undefined {
  if (text === '*') return { first: 0n, last: END };
  const [address = '', length] = text.split('/');
  if (!ipaddr.isValid(address) || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const bits = bytes.length * 8;
  const kept = length === undefined ? bits : Number(length);
  if (kept > bits) return undefined;
  const host = (1n << BigInt(bits - kept)) - 1n;
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (number & ~host) + (bits === 128 ? IPV6 : 0n);
  return { first, last: first + host };
}
