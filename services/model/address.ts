/**
 * Whether the text is an address that the Internet routes. A name, a damaged spelling (`08.1.250.216`), and addresses
 * that are private, shared (100.64.0.0/10), link-local, loopback, multicast or reserved are not. The documentation
 * ranges count as public: real logs never hold them, and examples use them.
 */
export function isPublicAddress(text: string): boolean {
  return text.includes(':') ? isPublicIpv6(text) : isPublicIpv4(text);
}

/** Whether a range, as `10.0.0.0/8`, holds addresses that the Internet routes. */
export function holdsPublicAddress(range: string): boolean {
  const [first = '', size = ''] = range.split('/');
  const prefix = Number(size);
  if (isPublicAddress(first)) return true;
  // No range of this size is private throughout: fc00::/7 is the largest. All of IPv4 from 224.0.0.0 is multicast or
  // reserved.
  if (prefix < 7) return first.includes(':') || ipv4Of(first) < 224 * 2 ** 24;
  if (first.includes(':')) return false;
  const last = ipv4Of(first) + 2 ** (32 - prefix) - 1;
  return isPublicIpv4([24, 16, 8, 0].map((bits) => (last >>> bits) & 255).join('.'));
}

/**
 * Whether two IPv6 addresses are in one range of the size that AWS gives to a VPC, /56 ("VPC CIDR blocks", Amazon VPC
 * User Guide): IPv6 networks of AWS have addresses that the Internet routes.
 */
export function areNeighbours(one: string, other: string): boolean {
  const network = networkOf(one);
  return network !== undefined && network === networkOf(other);
}

/** The first 56 bits of an IPv6 address; undefined for anything else. */
function networkOf(text: string): string | undefined {
  if (!text.includes(':')) return undefined;
  const [head = '', tail = ''] = text.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0);
  const [a = 0, b = 0, c = 0, d = 0] = [...before, ...zeros, ...after];
  return [a, b, c, d >> 8].join(':');
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}

function isPublicIpv4(text: string): boolean {
  const address = ipv4Of(text);
  const a = (address / 2 ** 24) | 0;
  const b = (address >>> 16) & 255;
  const c = (address >>> 8) & 255;
  if (address < 0 || a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return b !== 168 && !(b === 0 && c === 0);
  return true;
}

/**
 * The address as a number; -1 for anything but four decimal numbers without leading zeros, because some programs read
 * these as octal. Runs for every distinct address of every log, so it makes no objects.
 */
function ipv4Of(text: string): number {
  let address = 0;
  let dots = 0;
  let octet = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39 && octet !== 0) {
      octet = Math.max(octet, 0) * 10 + code - 0x30;
      if (octet > 255) return -1;
    } else if (code === 0x2e && octet >= 0 && dots < 3) {
      address = address * 256 + octet;
      octet = -1;
      dots++;
    } else return -1;
  }
  return dots === 3 && octet >= 0 ? address * 256 + octet : -1;
}

/** Global unicast is 2000::/3, and an IPv4-mapped address is the IPv4 address it holds. */
function isPublicIpv6(text: string): boolean {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !URL.canParse(`http://[${text}]/`)) return false;
  // The URL parser knows every spelling of IPv6 and writes the shortest one, in brackets.
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return /^[23][0-9a-f]{3}:/.test(canonical);
  const [high, low] = [parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16)];
  return isPublicIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
}
