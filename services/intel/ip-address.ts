import ipaddr from 'ipaddr.js';

/** An address as a value that sorts: IPv4 as a `number`, IPv6 as a `bigint`. An IPv4-mapped IPv6 address is the IPv4 address. */
export type IpAddress = number | bigint;

/**
 * Parses an address in any spelling of IPv6, and in the one unambiguous spelling of IPv4: four decimal numbers without
 * leading zeros (`010.0.0.1` is 8.0.0.1 to some programs and 10.0.0.1 to others).
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return parseIpv4(text);
  // Lists are full of `address:port`: text with one colon is no IPv6 address.
  return text.includes(':', colon + 1) ? parseIpv6(text) : undefined;
}

export function formatIpAddress(address: IpAddress): string {
  if (typeof address === 'number')
    return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  return new ipaddr.IPv6(groups).toString();
}

/** Works on character codes, because it runs for every distinct address of every log. */
function parseIpv4(text: string): number | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let address = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0) return undefined;
      address = address * 256 + octet;
      octet = digits = 0;
      dots++;
      continue;
    }
    if (code < ZERO || code > NINE || (digits > 0 && octet === 0)) return undefined;
    octet = octet * 10 + code - ZERO;
    digits++;
    if (octet > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? address * 256 + octet : undefined;
}

const [DOT, ZERO, NINE] = [46, 48, 57];

const MAPPED = 0xffffn << 32n;

function parseIpv6(text: string): IpAddress | undefined {
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text).parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
  return address >> 32n === MAPPED >> 32n ? Number(address & 0xffffffffn) : address;
}
