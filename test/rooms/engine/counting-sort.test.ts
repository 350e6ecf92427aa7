import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CountingSort } from '#services/engine/counting-sort.ts';

test('each bucket holds its rows in the order they were deferred', () => {
  const buckets = new CountingSort();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3000, size: 'max' }), (numbers) => {
      buckets.begin();
      numbers.forEach((number, row) => buckets.add(number, row));
      const names = 'abcdefghij'.split('');
      const deferred: [string, number[]][] = [];
      buckets.forEach(names, (rows, name) => deferred.push([name, [...rows]]));
      expect(deferred).toEqual(
        names.map((name, i) => [name, [...numbers.keys()].filter((row) => numbers[row] === i)] as const),
      );
    }),
    { numRuns: 20 },
  );
});
