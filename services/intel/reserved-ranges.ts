import { parseIpRange, type IpRange } from './ip-range.ts';
import { createIpSet } from './ip-set.ts';
import type { IpAddress } from './ip-address.ts';

/** Whether no machine on the Internet has the address: private, shared, local, multicast or for future use. */
export function isReserved(address: IpAddress): boolean {
  return RESERVED.find(address) !== undefined;
}

/** Whether all addresses of the range are reserved. */
export function isWithinReserved({ blocks }: IpRange): boolean {
  return blocks.every(({ first, last }) => isReserved(first) && RESERVED.find(first) === RESERVED.find(last));
}

/** Whether organizations assign the address themselves: RFC 1918, RFC 6598 (shared) and RFC 4193 (unique local). */
export function isPrivate(address: IpAddress): boolean {
  return PRIVATE.find(address) !== undefined;
}

/**
 * Whether the range is part of one private network, and small enough: at most the size of a VPC, or a /40 of IPv6.
 * Lists of "bogons" name whole private networks.
 */
export function isWithinPrivate({ blocks }: IpRange): boolean {
  return blocks.every(({ first, last }) => {
    if (!isPrivate(first) || PRIVATE.find(first) !== PRIVATE.find(last)) return false;
    const size = BigInt(last) - BigInt(first) + 1n;
    return typeof first === 'number' ? size <= 2n ** 16n && !isWholeNetwork(first, size) : size <= 2n ** 88n;
  });
}

/** 192.168.0.0/16, the only private network that is not larger than a VPC may be. */
function isWholeNetwork(first: number, size: bigint): boolean {
  return size === 2n ** 16n && first === 0xc0a80000;
}

/**
 * "IANA IPv4 and IPv6 Special-Purpose Address Registries", without the documentation ranges: they stand for public
 * addresses in documentation and tests, and never occur in real logs.
 */
const RESERVED = createIpSet(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '224.0.0.0/3',
    // Only 2000::/3 of IPv6 is assigned.
    '::/3',
    '4000::/2',
    '8000::/1',
  ].flatMap((text) => parseIpRange(text) ?? []),
);

const PRIVATE = createIpSet(
  ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap(
    (text) => parseIpRange(text) ?? [],
  ),
);
