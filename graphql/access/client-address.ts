import { BlockList, isIP } from 'node:net';
import type { Arrival } from './authentication.ts';

/** From which address a request is; undefined where there is no port. */
export type AddressOf = (request: Request, arrival: Arrival) => string | undefined;

/**
 * Tells whom a request is from where proxies stand before the service: each adds to X-Forwarded-For who asked it. What stands there is
 * believed from the end, and only as far as proxies of the owner wrote it: the rest is whatever the caller likes.
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

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Some write the port behind it, and brackets around it. */
function bare(hop: string): string {
  const text = hop.trim();
  return /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}
