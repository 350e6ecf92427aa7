import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Arrival } from './authentication.ts';

/** The client address of a request; undefined when the API is called without a port. */
export type AddressOf = (request: Request, arrival: Arrival) => string | undefined;

/**
 * Finds the client address when proxies stand before the service. Each proxy appends the address it was called from to
 * X-Forwarded-For. The header is read from its end, and only as far as the owner's proxies wrote it: the caller can
 * make up the rest.
 *
 * @param proxies addresses and ranges of the owner's proxies
 */
export function addressesBehind(proxies: readonly string[]): AddressOf {
  const trusted = new BlockList();
  for (const range of proxies) {
    const [address = '', bits] = range.split('/');
    const family = familyOf(address);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string) => trusted.check(address, familyOf(address));
  return (request, { req }) => {
    const socket = req?.socket.remoteAddress;
    if (socket === undefined || proxies.length === 0 || !isProxy(socket)) return socket;
    let address = socket;
    for (const hop of (request.headers.get('x-forwarded-for') ?? '').split(',').toReversed()) {
      const asker = bare(hop);
      if (isIP(asker) === 0) break;
      address = asker;
      if (!isProxy(asker)) break;
    }
    return address;
  };
}

/**
 * The key under which wrong guesses of a client are counted: an IPv4 address, or the /64 network of an IPv6 address,
 * because whoever has one such address has 2^64 of them.
 */
export function guesserAt(address: string | undefined): string {
  if (address === undefined || isIP(address) !== 6) return address ?? '';
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.parts.slice(0, 4).join(':');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Some proxies append the port, and put brackets around IPv6 addresses. */
function bare(hop: string): string {
  const text = hop.trim();
  return /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}
