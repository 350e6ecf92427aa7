import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BIT, bitsOf, tailBits } from '#services/behaviour/bits.ts';

test('a logarithm is right to a 64th of a bit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (ratio) => {
      expect(Math.abs(bitsOf(ratio) / BIT - Math.log2(ratio))).toBeLessThanOrEqual(0.5 / BIT + 1e-9);
    }),
  );
});

test('powers of two are whole bits', () => {
  for (const exponent of [-20, -1, 0, 1, 2, 30]) expect(bitsOf(2 ** exponent)).toBe(exponent * BIT);
});

test('things that were not to be expected are worth more the more there are', () => {
  expect(tailBits(0, 0.5)).toBe(0);
  expect(tailBits(3, 1)).toBe(3 * BIT);
  expect(tailBits(3, 0.1)).toBeGreaterThan(tailBits(3, 1));
});
