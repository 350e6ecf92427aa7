import ipaddr from 'ipaddr.js';

/** An address in its one spelling: IPv6 as RFC 5952 writes it, IPv4-mapped as IPv4; undefined when the text is none. */
export function canonicalAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  // ipaddr.js also reads "10", "0x7f.1" and zones; logs never write addresses so, but callers write anything.
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** Whether the address is one that organizations give out themselves (RFC 1918, RFC 6598, unique or link local). */
export function isPrivateAddress(text: string): boolean {
  const canonical = canonicalAddress(text);
  return canonical !== undefined && PRIVATE.has(ipaddr.parse(canonical).range());
}

/** GuardDuty's member for an address: by family. */
export function ipDetails(text: string): { readonly ipAddressV4: string } | { readonly ipAddressV6: string } {
  const canonical = canonicalAddress(text) ?? text;
  return canonical.includes(':') ? { ipAddressV6: canonical } : { ipAddressV4: canonical };
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const PRIVATE = new Set(['private', 'carrierGradeNat', 'uniqueLocal', 'linkLocal', 'loopback']);
