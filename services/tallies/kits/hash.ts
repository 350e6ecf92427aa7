/**
 * 53 bits of a value, as a whole number: the same on every machine and in every run, so that tallies which keep the
 * smallest hashes always keep the same values. Not for secrets.
 */
export function hash(value: string | number): number {
  const text = String(value);
  // The number 22 and the text '22' are different values.
  let low = typeof value === 'number' ? 0x2545f491 : 0x6c078965;
  let high = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995) ^ (low >>> 15);
  }
  low = scatter(low ^ high);
  high = scatter(high + low);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function scatter(bits: number): number {
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
