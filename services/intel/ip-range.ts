import { parseIpAddress, type IpAddress } from './ip-address.ts';

/** An address, a CIDR or a range `first-last`, as a list writes it, and its CIDR blocks. */
export interface IpRange {
  readonly text: string;
  /** The only port that the entry is about, where it names one. */
  readonly port?: number;
  readonly blocks: readonly IpBlock[];
}

/**
 * Includes both ends. Its size is a power of two and it is aligned to its size, so two blocks are disjoint or nested.
 */
interface IpBlock {
  readonly first: IpAddress;
  readonly last: IpAddress;
}

/**
 * Parses `192.0.2.7`, `192.0.2.0/24` (host bits do not matter) and `192.0.2.0/255.255.255.0`, `192.0.2.1-192.0.2.9` and
 * `192.0.2.1-9`, and the same in IPv6 (without the mask and the short range).
 */
export function parseIpRange(text: string): IpRange | undefined {
  const blocks = parseBlocks(text);
  return blocks && { text, blocks };
}

function parseBlocks(text: string): readonly IpBlock[] | undefined {
  const address = parseIpAddress(text);
  if (address !== undefined) return [{ first: address, last: address }];
  const [, left = '', sign, right = ''] = /^([0-9A-Fa-f:.]+)\s*([/-])\s*([0-9A-Fa-f:.]+)$/.exec(text) ?? [];
  const first = parseIpAddress(left);
  if (first === undefined) return undefined;
  if (sign === '/') return cidr(first, left.includes(':') ? 128 : 32, right);
  const short = typeof first === 'number' && /^\d{1,3}$/.test(right);
  const last = parseIpAddress(short ? left.replace(/\d+$/, right) : right);
  if (last === undefined || typeof last !== typeof first || last < first) return undefined;
  return [...split(BigInt(first), BigInt(last))].map((block) =>
    typeof first === 'number' ? { first: Number(block.first), last: Number(block.last) } : block,
  );
}

/** @param bits of the spelling: an IPv4-mapped prefix counts from 96 */
function cidr(address: IpAddress, bits: 32 | 128, written: string): readonly IpBlock[] | undefined {
  const length = bits === 32 && written.includes('.') ? lengthOfMask(parseIpAddress(written)) : written;
  if (!/^\d{1,3}$/.test(length)) return undefined;
  const mapped = typeof address === 'number' && bits === 128;
  const prefix = Number(length) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > (typeof address === 'number' ? 32 : 128)) return undefined;
  if (typeof address === 'number') {
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    return [{ first, last: first + size - 1 }];
  }
  const size = 1n << BigInt(128 - prefix);
  const first = address - (address % size);
  return [{ first, last: first + size - 1n }];
}

/** The length of the prefix that a mask of IPv4 leaves; empty for an address that is no mask. */
function lengthOfMask(mask: IpAddress | undefined): string {
  const hosts = typeof mask === 'number' ? Math.log2(2 ** 32 - mask) : Number.NaN;
  return Number.isInteger(hosts) ? String(32 - hosts) : '';
}

/** Splits a range into the fewest aligned blocks: from the left, each as large as alignment and the rest allow. */
function* split(first: bigint, last: bigint): Generator<{ readonly first: bigint; readonly last: bigint }> {
  for (let start = first; start <= last;) {
    let size = 1n;
    while (start % (size * 2n) === 0n && start + size * 2n - 1n <= last) size *= 2n;
    yield { first: start, last: start + size - 1n };
    start += size;
  }
}
