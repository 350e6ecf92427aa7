import { expect, test } from 'vitest';
import type { DistinctReading } from '#services/model/tally.ts';
import distinct from '#services/tallies/distinct.ts';

function reading(values: Iterable<string | number | undefined>): DistinctReading {
  const state = distinct.empty();
  for (const value of values) distinct.add(state, value);
  return distinct.read(state);
}

const upTo = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

test('counts exactly up to 1,024 different values', () => {
  expect(reading([...upTo(1024), ...upTo(1024)])).toMatchObject({ size: 1024, exact: true });
  expect(reading(upTo(1025)).exact).toBe(false);
});

test.each([2000, 10_000, 60_000])('estimates %i values within a tenth', (length) => {
  for (const values of [upTo(length), upTo(length).map((i) => `host-${i}.corp.example`)]) {
    const { size, exact } = reading(values);
    expect(exact).toBe(false);
    expect(Math.abs(size - length) / length).toBeLessThan(0.1);
  }
});

test('the number 22 and the text 22 are two values', () => {
  expect(reading([22, '22']).size).toBe(2);
});

test('long texts that differ at their end only are different values', () => {
  const { size, values } = reading(['x'.repeat(1e6), `${'x'.repeat(1e6)}y`]);
  expect(size).toBe(2);
  expect(values.every((value) => String(value).length <= 256)).toBe(true);
});

test('no value counts as none', () => {
  expect(reading([undefined, Number.NaN, Infinity]).size).toBe(0);
});

test('shows up to 20 of the values, the same ones however many times and in which order they came', () => {
  const values = upTo(5000).map((i) => `v${i}`);
  const shown = reading(values).values;
  expect(shown).toHaveLength(20);
  expect(reading([...values.toReversed(), ...values]).values).toEqual(shown);
  expect(reading(upTo(3)).values).toEqual([0, 1, 2]);
});
