/** Bits are whole numbers of 1/64 bit: sums of them are exact, in any order and on any machine. */
export type Bits = number;

/** One bit, in these units. */
export const BIT: Bits = 64;

/**
 * log2 of a number above 0, rounded to 1/64 bit. `Math.log2` may differ in its last bit from machine to machine; this is
 * made of additions, multiplications and divisions alone, which do not.
 */
export function bitsOf(ratio: number): Bits {
  let exponent = 0;
  let mantissa = ratio;
  while (mantissa >= 2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 1) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 (t + t³/3 + t⁵/5 + …) with t = (m − 1) / (m + 1), at most 1/3: after 16 terms nothing is left.
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let sum = 0;
  for (let term = 31; term >= 1; term -= 2) sum = sum * square + 1 / term;
  return Math.round((exponent + (2 * t * sum) / LN2) * BIT);
}

const LN2 = 0.6931471805599453;

/** Bits of `k` or more things where `expected` are expected. Counts are overdispersed, hence a geometric tail. */
export function tailBits(k: number, expected: number): Bits {
  return k * bitsOf(1 + 1 / expected);
}

/** Bits as text for people, with one decimal. */
export function bitsText(bits: Bits): string {
  return `${(bits / BIT).toFixed(1)} bits`;
}
