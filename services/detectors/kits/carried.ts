import { isInternal, type DomainName } from './domain-name.ts';
import { encodedPart, isDigest, isVarious } from './encoded.ts';
import { isOperated } from './operated-zones.ts';

/** The data in a name that somebody asked for. */
export interface Carried {
  /**
   * `long`: enough data to make a tunnel worthwhile. `short`: so little that only many such names make a tunnel.
   * `built`: shaped as AWS and standards build names, though not in a zone of AWS.
   */
  readonly kind: 'long' | 'short' | 'built';
  /** The informative part: names with equal `news` tell the owner of the zone nothing more. */
  readonly news: string;
  /** The digest in the name: only the text around it may be new. `news` where there is no digest. */
  readonly piece: string;
  /** The number of characters of encoded data. */
  readonly characters: number;
}

/** Half of the longest possible label: tunnels fill names, because every query costs time. */
export const LONG_MIN = 30;
const SHORT_MIN = 8;
const LABEL_MAX = 63;
const PIECE_MIN = 6;
const MIXED = /^(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+$/;

/** The data that the labels carry to the owner of their zone; undefined for ordinary names. */
export function carriedBy({ labels }: DomainName): Carried | undefined {
  const parts = labels.map(encodedPart);
  const characters = parts.reduce((sum, part) => sum + part.length, 0);
  if (characters < SHORT_MIN) return undefined;
  const at = parts.findIndex((part) => part !== '');
  const digest = digestAt(labels, parts, at);
  const isAlone = parts.every((part, i) => part === '' || (i >= at && i <= at + (digest?.more ?? 0)));
  const whole = labels.join('.');
  const carried = (kind: Carried['kind']): Carried => ({ kind, news: whole, piece: whole, characters });
  // RFC 8552: a label with an underscore says what the rest is about. Validations and keys have such names.
  if (digest && characters <= LABEL_MAX && labels[at]?.startsWith('_')) return carried('built');
  if (isAlone) {
    if (labels[at + 1] === '_domainkey' || isSuffixed(labels, at)) return carried('built');
    // Look-ups of files and mail have one digest in each name. Such a name tells only what stands around the digest: a
    // stream needs sequence numbers there.
    if (digest) return { kind: 'long', news: digest.around, piece: digest.text, characters };
  }
  // Beside an encoded label, labels of the same length, or with mixed letters and digits, are further pieces of the
  // same data.
  const lengths = new Set(labels.filter((_, i) => parts[i] !== '').map((label) => label.length));
  const isPiece = (label: string): boolean =>
    label.length >= PIECE_MIN && (lengths.has(label.length) || MIXED.test(label));
  const data = labels.map((label, i) => parts[i] || (isPiece(label) ? label : '')).join('');
  if (data.length >= LONG_MIN)
    return isVarious(data) ? { kind: 'long', news: whole, piece: whole, characters: data.length } : undefined;
  return carried('short');
}

interface Digest {
  readonly text: string;
  /** The number of further labels that it continues in. */
  readonly more: number;
  /** The labels without the digest. */
  readonly around: string;
}

/** The digest that begins in the label at `at`. A digest longer than a label continues in the next one. */
function digestAt(labels: readonly string[], parts: readonly string[], at: number): Digest | undefined {
  let digest = parts[at] ?? '';
  let more = 0;
  for (
    let next = labels[at + 1];
    next !== undefined && digest.length === (more + 1) * LABEL_MAX;
    next = labels[at + 1 + more]
  ) {
    digest += next;
    more++;
  }
  if (!isDigest(digest)) return undefined;
  const around = [...labels.slice(0, at), labels[at]?.replace(parts[at] ?? '', '*'), ...labels.slice(at + 1 + more)];
  return { text: digest, more, around: around.join('.') };
}

/**
 * Whether a whole name of AWS or of an internal network stands below the zone: resolvers append their search domains to
 * every name.
 */
function isSuffixed(labels: readonly string[], at: number): boolean {
  const inner = labels.slice(at + 1).join('.');
  return inner.includes('.') && (isInternal(inner) || isOperated(inner));
}
