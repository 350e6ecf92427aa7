import { expect, test } from 'vitest';
import sum from '#services/tallies/sum.ts';

function total(...values: readonly number[]): number {
  const state = sum.empty();
  for (const value of values) sum.add(state, value);
  return sum.read(state);
}

test('sums whole numbers from 0', () => {
  expect(total(40, 0, 1500)).toBe(1540);
});

test('what would make the order matter adds nothing', () => {
  expect(total(10, -5, Number.NaN, Infinity)).toBe(10);
  expect(total(0.4, 0.6)).toBe(1);
});

test('stays at the largest exact number', () => {
  expect(total(Number.MAX_SAFE_INTEGER, 1, 1)).toBe(Number.MAX_SAFE_INTEGER);
});
