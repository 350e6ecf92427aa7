import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CombinationIndex } from '#services/engine/combination-index.ts';

const codes = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(65_536, 2 ** 31, 2 ** 32 - 1));
const rows = fc.array(fc.tuple(codes, codes, fc.integer({ min: 0, max: 2 })), { maxLength: 100, size: 'max' });

test('combinations are numbered as a map over their text would number them', () => {
  const slots = new CombinationIndex(2);
  fc.assert(
    fc.property(rows, (table) => {
      slots.begin([{ codes: Uint32Array.from(table, ([a]) => a) }, oneByOne(Uint32Array.from(table, ([, b]) => b))]);
      const numbers = new Map<string, number>();
      table.forEach((combination, row) => {
        const text = combination.join();
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        expect(slots.numberOf(row, combination[2])).toBe(number);
        expect(slots.size).toBe(numbers.size);
      });
    }),
    { numRuns: 30 },
  );
});

test('many rows are numbered at once as they are one by one, those that repeat their neighbours too', () => {
  const together = new CombinationIndex(2);
  const single = new CombinationIndex(2);
  fc.assert(
    fc.property(rows, fc.array(fc.nat(3)), (table, repeats) => {
      const columns = [0, 1].map((field) => ({ codes: Uint32Array.from(table, (row) => row[field] ?? 0) }));
      together.begin(columns);
      single.begin(columns);
      const asked = table.flatMap((_, row) => Array.from({ length: 1 + (repeats[row] ?? 0) }, () => row));
      expect([...together.numbersOf(asked).subarray(0, asked.length)]).toEqual(
        asked.map((row) => single.numberOf(row, 0)),
      );
    }),
  );
});

test('a hundred thousand combinations keep their numbers while the table grows, and are forgotten at the next batch', () => {
  const count = 100_000;
  const column = Uint32Array.from({ length: count }, (_, row) => row * 7);
  const slots = new CombinationIndex(1);
  for (let batch = 0; batch < 2; batch++) {
    slots.begin([{ codes: column }]);
    for (let row = 0; row < count; row++) if (slots.numberOf(row, 0) !== row) throw new Error(`row ${row}`);
    expect(slots.numberOf(777, 0)).toBe(777);
    expect(slots.size).toBe(count);
  }
});

/** A column whose codes may be read only one by one. */
function oneByOne(made: Uint32Array) {
  return {
    get codes(): Uint32Array {
      throw new Error('All codes were asked for.');
    },
    codeOf: (row: number) => made[row] ?? 0,
  };
}
