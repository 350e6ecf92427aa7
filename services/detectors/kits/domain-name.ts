import { library } from '#services/model/library.ts';

/** A name split where its owner's part begins: `a.b` and `evil.example` of `a.b.evil.example`. */
export interface DomainName {
  /** The registrable domain by the public suffix list; '' for a name whose last label cannot be a top-level domain. */
  readonly zone: string;
  /** Whether the zone is below a suffix of the list, where strangers own the neighbouring names. */
  readonly isPublic: boolean;
  readonly labels: readonly string[];
}

/**
 * Undefined for uninformative names: reverse look-ups, and names that are answered inside a network.
 *
 * @param name lower case, without the final dot; bytes that do not print escaped as `\ooo`
 */
export function splitName(name: string): DomainName | undefined {
  const last = lastLabel(name);
  if (!name.includes('.') || isInternal(name)) return undefined;
  // Tunnels put any byte into labels: the name is valid in DNS though no host name. An escaped byte has four characters
  // and counts as one.
  const text = name.replace(/\\\d{3}/g, '\u00ff');
  // No top-level domain contains a digit unless it is punycode: a name with such a last label is data throughout.
  if (/\d/.test(last) && !last.startsWith('xn--')) return { zone: '', isPublic: false, labels: text.split('.') };
  const { domain, isIcann, isPrivate } = domainLibrary().parse(text, PARSING);
  if (!domain) return undefined;
  const labels = text.length > domain.length ? text.slice(0, -domain.length - 1).split('.') : [];
  return { zone: domain, isPublic: isIcann === true || isPrivate === true, labels };
}

const PARSING = { allowPrivateDomains: true, extractHostname: false, validateHostname: false };

/** Whether nobody outside can own the name: reverse look-ups, and names that are answered inside a network. */
export function isInternal(name: string): boolean {
  return INTERNAL.has(lastLabel(name));
}

/** Whether the name is the zone or below it. Both in lower case, without the final dot. */
export function isBelow(name: string, zone: string): boolean {
  return name.endsWith(zone) && (name.length === zone.length || name.at(-zone.length - 1) === '.');
}

function lastLabel(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Reverse look-ups, and top-level domains that no resolver of the Internet answers ("Special-Use Domain Names" and what
 * networks use like them).
 */
const INTERNAL = new Set(
  'arpa local localhost localdomain internal intranet private lan home corp invalid consul cluster onion test'.split(
    ' ',
  ),
);

const domainLibrary = library((require): typeof import('tldts') => require('tldts'));
