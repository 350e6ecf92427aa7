import ipaddr from 'ipaddr.js';

/**
 * The canonical spelling of an address: IPv6 as in RFC 5952, IPv4-mapped IPv6 as IPv4; undefined when the text is no
 * address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  // ipaddr.js also accepts "10", "0x7f.1" and zones; logs never contain such addresses, but callers may.
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** Whether the address is from a range for private use (RFC 1918, RFC 6598, unique local or link local). */
export function isPrivateAddress(text: string): boolean {
  const canonical = canonicalAddress(text);
  return canonical !== undefined && PRIVATE.has(ipaddr.parse(canonical).range());
}

/** The member for an address in GuardDuty's format, which depends on its family. */
export function ipDetails(text: string): { readonly ipAddressV4: string } | { readonly ipAddressV6: string } {
  const canonical = canonicalAddress(text) ?? text;
  return canonical.includes(':') ? { ipAddressV6: canonical } : { ipAddressV4: canonical };
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const PRIVATE = new Set(['private', 'carrierGradeNat', 'uniqueLocal', 'linkLocal', 'loopback']);
