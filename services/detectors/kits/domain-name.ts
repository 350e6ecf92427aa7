import { parse } from 'tldts';

/** A name cut where its owner's part begins: `a.b` and `evil.example` of `a.b.evil.example`. */
export interface DomainName {
  /** The registrable domain by the public suffix list; '' for a name that is under no top-level domain there could be. */
  readonly zone: string;
  readonly labels: readonly string[];
}

/**
 * Undefined for names that tell nothing: reverse look-ups, and names that are answered inside a network.
 *
 * @param name lower case, without the final dot; bytes that do not print escaped as `\ooo`
 */
export function splitName(name: string): DomainName | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (!name.includes('.') || INTERNAL.has(last)) return undefined;
  // Tunnels put any byte into labels: no host name, but a name. A byte is written with four characters and counts as one.
  const text = name.replace(/\\\d{3}/g, '\u00ff');
  // No top-level domain has a digit in it unless it is punycode: such a name is data to the last label.
  if (/\d/.test(last) && !last.startsWith('xn--')) return { zone: '', labels: text.split('.') };
  const { domain } = parse(text, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
  if (!domain) return undefined;
  return { zone: domain, labels: text.length > domain.length ? text.slice(0, -domain.length - 1).split('.') : [] };
}

/** Reverse look-ups, and top-level domains that no resolver of the Internet answers ("Special-Use Domain Names" and what networks use like them). */
const INTERNAL = new Set(
  'arpa local localhost localdomain internal intranet private lan home corp invalid consul cluster onion test'.split(
    ' ',
  ),
);

/**
 * Whether a label looks like encoded data: long, with digits or bytes among the letters, all kinds of them. Names that
 * people make are shorter or have no digits. Digests and UUIDs are excluded: looking up a file's hash is how antivirus
 * and mail filters work, and a UUID is how machines are called.
 */
export function isOpaque(label: string): boolean {
  if (label.length < LABEL_MIN || DIGEST.test(label) || UUID.test(label)) return false;
  const odd = label.match(/[0-9\u0080-\uffff]/g)?.length ?? 0;
  return odd >= ODD_MIN && entropy(label) >= ENTROPY_MIN;
}

/** Whether a label of the name may be opaque: a look that spares taking most names apart. Escaped bytes only make it longer. */
export function mayBeOpaque(name: string): boolean {
  return LONG_LABEL.test(name);
}

/** Half the most that a label may hold: tunnels fill labels, for every query costs time. */
const LABEL_MIN = 30;
const LONG_LABEL = new RegExp(`[^.]{${LABEL_MIN}}`);
const ODD_MIN = 3;
/** Bits a character: thirty random hexadecimal digits have about 3.5, and English a little less. */
const ENTROPY_MIN = 2.8;
/** MD5, SHA-1 in hexadecimal, SHA-256 in base32. */
const DIGEST = /^([0-9a-f]{32}|[0-9a-f]{40}|[a-z2-7]{52})$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, n) => bits - (n / text.length) * Math.log2(n / text.length), 0);
}
