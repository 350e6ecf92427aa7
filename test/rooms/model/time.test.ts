import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from '#services/model/time.ts';

test('a time is printed as a date prints it, whatever was printed before', () => {
  const times = fc.oneof(
    fc.date({ noInvalidDate: true }).map(Number),
    fc.double({ min: -1e13, max: 1e13, noNaN: true }),
    fc.integer({ min: -200_000_000, max: 200_000_000 }),
  );
  fc.assert(
    fc.property(fc.array(times), (list) => {
      expect(list.map(iso)).toEqual(list.map((time) => new Date(time).toISOString()));
    }),
    { numRuns: 1000 },
  );
  expect(() => iso(Number.NaN)).toThrow(RangeError);
});
