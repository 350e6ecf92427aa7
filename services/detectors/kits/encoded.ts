/** The encoded data in a label, without words, numbers and the ids that AWS generates; '' for most labels. */
export function encodedPart(label: string): string {
  if (!MAY_HOLD.test(label) || label.length < SEGMENT_MIN) return '';
  const rest = label.includes('-') ? label.replace(UUID, '-').replace(RESOURCE_ID, '-') : label;
  return rest.split(/[-_]+/).filter(isEncoded).join('');
}

/**
 * Whether a label of the name is encoded, or may be because its bytes are escaped. This check is cheap and spares most
 * names the costly search for their zone.
 */
export function mayHoldData(name: string): boolean {
  return MAY_HOLD.test(name) && (name.includes('\\') || name.split('.').some((label) => encodedPart(label) !== ''));
}

/**
 * Whether the characters vary as much as encoded ones: thirty hexadecimal digits have about 3.5 bits each, those of a
 * short text less.
 */
export function isVarious(data: string): boolean {
  const counts = new Map<string, number>();
  for (const character of data) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, n) => sum - (n / data.length) * Math.log2(n / data.length), 0);
  return bits >= ENTROPY_MIN;
}

/**
 * Whether the text is a digest as look-ups spell it: MD5, or one of the SHA family, in hexadecimal or base32 (of any
 * alphabet). A digest is random to its last byte: a text that decodes to readable characters was only cut to that
 * length.
 */
export function isDigest(text: string): boolean {
  const spellings = DIGESTS.filter(([shape]) => shape.test(text));
  return spellings.length > 0 && spellings.every(([, alphabet]) => !decodesToText(text, alphabet));
}

const SEGMENT_MIN = 4;
const ENTROPY_MIN = 2.3;
const MAY_HOLD = /[\d\u0080-\uffff]|[a-z]{40}/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** `i-0123456789abcdef0`, `vpce-…`: "Resource IDs" in the Amazon EC2 User Guide. */
const RESOURCE_ID = /\b[a-z]{1,10}-(?:[0-9a-f]{17}|[0-9a-f]{8})\b/g;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE32_HEX = '0123456789abcdefghijklmnopqrstuv';
const BASE32_Z = 'ybndrfg8ejkmcpqxot1uwisza345h769';
/** MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 in hexadecimal; MD5, SHA-1 and SHA-256 in base32. */
const DIGESTS: readonly (readonly [shape: RegExp, alphabet: string])[] = [
  [/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/, '0123456789abcdef'],
  [/^(?:[a-z2-7]{26}|[a-z2-7]{32}|[a-z2-7]{52})$/, BASE32],
  [/^(?:[0-9a-v]{26}|[0-9a-v]{32}|[0-9a-v]{52})$/, BASE32_HEX],
  [/^(?:[13-9a-km-uw-z]{26}|[13-9a-km-uw-z]{32}|[13-9a-km-uw-z]{52})$/, BASE32_Z],
];

/**
 * Encoded data alternates between letters and digits, while words have numbers at their end. Long runs of either count
 * as encoded too, since nobody makes such words or numbers.
 */
function isEncoded(segment: string): boolean {
  const { length } = segment;
  if (length < SEGMENT_MIN) return false;
  let odd = 0;
  let turns = 0;
  for (let at = 0, before = false; at < length; at++) {
    const isOdd = !isLetter(segment.charCodeAt(at));
    if (isOdd) odd++;
    if (at > 0 && isOdd !== before) turns++;
    before = isOdd;
  }
  if (odd === 0) return length >= LETTERS_MIN;
  if (odd === length) return length >= DIGITS_MIN;
  return turns >= (length < 8 ? 2 : 3) || (length >= LONG_SEGMENT && odd >= 3 && turns >= 2);
}

/** From this length on fewer changes suffice: text in hexadecimal is nearly all digits. */
const LONG_SEGMENT = 16;
const LETTERS_MIN = 40;
const DIGITS_MIN = 20;

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function decodesToText(text: string, alphabet: string): boolean {
  const width = Math.log2(alphabet.length);
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = (value << width) | alphabet.indexOf(character);
    bits += width;
    if (bits < 8) continue;
    bits -= 8;
    const byte = value >> bits;
    value &= (1 << bits) - 1;
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte > 126) return false;
  }
  return true;
}
