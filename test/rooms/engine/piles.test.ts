import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Piles } from '#services/engine/piles.ts';

test('each pile holds its rows in the order they were dealt', () => {
  const piles = new Piles();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3000 }), (numbers) => {
      piles.begin();
      numbers.forEach((number, row) => piles.deal(number, row));
      const names = 'abcdefghij'.split('');
      const dealt: [string, number[]][] = [];
      piles.forEach(names, (rows, name) => dealt.push([name, [...rows]]));
      expect(dealt).toEqual(
        names.map((name, i) => [name, [...numbers.keys()].filter((row) => numbers[row] === i)] as const),
      );
    }),
  );
});
