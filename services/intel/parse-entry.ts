import { parseDomain, type Domain } from './domain-set.ts';
import { parseIpRange, type IpRange } from './ip-range.ts';
import { isWithinReserved } from './reserved-ranges.ts';

/** The content of one place in a list: addresses, a domain, or the reason why it is neither. */
export type ListEntry =
  | { readonly kind: 'range'; readonly range: IpRange }
  | { readonly kind: 'domain'; readonly domain: Domain }
  | { readonly kind: 'rejected'; readonly why: string };

/**
 * Parses `192.0.2.7`, `192.0.2.7:8080`, ranges (also with GuardDuty's `##comma##` between their ends) and CIDRs,
 * domains with or without a port, and URLs whose path is empty, each also in the defanged spelling of reports
 * (`hxxp://bad[.]example`).
 */
export function parseEntry(written: string): ListEntry {
  const text = written
    .trim()
    .replace('##comma##', '-')
    .replace(/\[(\.|:|\.\.)\]|\((\.)\)/g, '$1$2')
    .replace(/^hxxp(?=s?:\/\/)/i, 'http');
  const range = parseIpRange(text);
  if (range) return tooWide(range) ? rejectedEntry('it would cover most of the Internet') : { kind: 'range', range };
  if (text.startsWith('/')) return rejectedEntry('it names a page without a host');
  const { host, port, path, isUrl } = split(text);
  const hostRange = parseIpRange(host);
  // A URL on an address accuses the machine; a URL below a name may belong to one tenant of a thousand.
  if (hostRange)
    return { kind: 'range', range: { ...hostRange, text: written, ...(port === undefined ? {} : { port }) } };
  const domain = parseDomain(host);
  if (domain === undefined)
    return rejectedEntry(isUrl ? 'it names no host' : 'it is not an address, a range or a domain');
  if (path !== '' && path !== '/') return rejectedEntry('it names a page, and the rest of the host may be harmless');
  return { kind: 'domain', domain: { ...domain, text: written } };
}

export function rejectedEntry(why: string): ListEntry {
  return { kind: 'rejected', why };
}

/**
 * The entry with the port of a neighbouring cell, if the cell holds a port and the entry has none. Domains have no
 * port.
 */
export function withPort(entry: ListEntry, text: string | undefined): ListEntry {
  const port = parsePort(text);
  if (entry.kind !== 'range' || port === undefined || entry.range.port !== undefined) return entry;
  const { text: address } = entry.range;
  const written = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return { kind: 'range', range: { ...entry.range, text: written, port } };
}

/** Wider than an IPv4 /8 or an IPv6 /16: no list means that, and a mistaken `0.0.0.0/0` would match everything. */
function tooWide(range: IpRange): boolean {
  if (isWithinReserved(range)) return false;
  return range.blocks.some(({ first, last }) =>
    typeof first === 'number' ? Number(last) - first >= 2 ** 24 : BigInt(last) - first >= 1n << 112n,
  );
}

/** A port as lists write it; undefined for other text. */
export function parsePort(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

interface AddressParts {
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly isUrl: boolean;
}

/** `scheme://user@host:port/path?query` with everything but the host optional; an IPv6 host is in brackets. */
function split(text: string): AddressParts {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length);
  const [authority = ''] = rest.split(/[/?]/, 1);
  const [, name = '', port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(authority.replace(/^[^@]*@/, '')) ?? [];
  const host = name.replace(/^\[(.*)\]$/, '$1');
  return { host, port: parsePort(port), path: rest.slice(authority.length), isUrl: scheme !== '' };
}
