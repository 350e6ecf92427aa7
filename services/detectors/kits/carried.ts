import { isInternal, type DomainName } from './domain-name.ts';
import { encodedPart, isDigest, isVarious } from './encoded.ts';
import { isOperated } from './operated-zones.ts';

/** The data in a name that somebody asked for. */
export interface Carried {
  /**
   * `long`: as much as pays a tunnel. `short`: so little that only many such names are one. `built`: shaped as AWS and
   * standards build names, though they are not in a zone of AWS.
   */
  readonly kind: 'long' | 'short' | 'built';
  /** What is new in it: equal for names that tell nobody more. */
  readonly news: string;
  /** The digest in it, beside which only what stands around it may be new; of names without one, `news`. */
  readonly piece: string;
  /** How much encoded data it holds. */
  readonly characters: number;
}

/** Half the most that a label may hold: tunnels fill names, for every query costs time. */
export const LONG_MIN = 30;
const SHORT_MIN = 8;
const LABEL_MAX = 63;
const PIECE_MIN = 6;
const MIXED = /^(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+$/;

/** What the labels carry to the owner of their zone; undefined for what people, AWS and digests are called. */
export function carriedBy({ labels }: DomainName): Carried | undefined {
  const parts = labels.map(encodedPart);
  const characters = parts.reduce((sum, part) => sum + part.length, 0);
  if (characters < SHORT_MIN) return undefined;
  const at = parts.findIndex((part) => part !== '');
  const digest = digestAt(labels, parts, at);
  const isAlone = parts.every((part, i) => part === '' || (i >= at && i <= at + (digest?.more ?? 0)));
  const whole = labels.join('.');
  const carried = (kind: Carried['kind']): Carried => ({ kind, news: whole, piece: whole, characters });
  // RFC 8552: a label with an underscore says what the rest is about. Validations and keys stand there.
  if (digest && characters <= LABEL_MAX && labels[at]?.startsWith('_')) return carried('built');
  if (isAlone) {
    if (labels[at + 1] === '_domainkey' || isSuffixed(labels, at)) return carried('built');
    // A digest for each name is how files and mail are looked up. It tells no more than what stands around it: a stream needs numbers there.
    if (digest) return { kind: 'long', news: digest.around, piece: digest.text, characters };
  }
  // Beside a label that is encoded, others as long as it, or with digits among their letters, are other pieces of the same.
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
  /** Over how many more labels it goes on. */
  readonly more: number;
  /** The labels without it. */
  readonly around: string;
}

/** The digest that begins in the label, cut where a label may be no longer. */
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

/** Whether a whole name of AWS or of the inside stands below the zone: resolvers try their search domains behind every name. */
function isSuffixed(labels: readonly string[], at: number): boolean {
  const inner = labels.slice(at + 1).join('.');
  return inner.includes('.') && (isInternal(inner) || isOperated(inner));
}
