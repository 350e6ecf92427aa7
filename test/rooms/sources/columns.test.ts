import { expect, test } from 'vitest';
import type { Column } from '#services/model/column.ts';
import { Derived, Recent } from '#services/sources/columns.ts';

function column(generation: symbol, ...values: readonly string[]): Column {
  return { codes: Uint32Array.of(1), limit: values.length + 1, generation, value: (code) => values[code - 1] };
}

test('what is remembered of a code is forgotten when codes get other meanings', () => {
  const derived = new Derived((value) => `${value}!`);
  const recent = new Recent();
  const [first, second] = [Symbol('first'), Symbol('second')];
  const seen = [column(first, 'a'), column(first, 'a', 'b'), column(second, 'c')].map((each) => [
    derived.of(each).slice(1),
    recent.of(each, 1, each.generation),
  ]);
  expect(seen).toEqual([
    [['a!'], 'a'],
    [['a!', 'b!'], 'a'],
    [['c!'], 'c'],
  ]);
});
