import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestRhythm } from '#services/tallies/kits/rhythm.ts';

function at(times: readonly number[], size: (i: number) => number = () => 900) {
  return times.map((time, i) => ({ series: 'a', key: i, time, size: size(i) }));
}

function atAnyOrder(times: readonly number[]) {
  return at(times.toSorted((a, b) => a - b));
}

const beats = (count: number, period: number) => Array.from({ length: count }, (_, i) => i * period);

test.each([20, 60, 100, 333, 600, 1800, 2700])('a beat every %i seconds is one rhythm', (period) => {
  expect(longestRhythm(at(beats(40, period)))).toEqual({ beats: 40, seconds: period });
});

test.each([5, 4000])('what comes every %i seconds has none', (period) => {
  expect(longestRhythm(at(beats(20, period))).beats).toBeLessThan(10);
});

test('of what comes by chance a rhythm is short', () => {
  let state = 1;
  const chance = Array.from({ length: 96 }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 86_400);
  expect(longestRhythm(at(chance.toSorted((a, b) => a - b))).beats).toBeLessThan(16);
});

test('what differs in size, or is of another series, is no beat', () => {
  expect(longestRhythm(at(beats(40, 60), (i) => 1000 * 2 ** (i % 4))).beats).toBeLessThan(15);
  expect(longestRhythm(at(beats(40, 60)).map((each, i) => ({ ...each, series: String(i) }))).beats).toBe(1);
});

test('more beginnings never make it shorter', () => {
  const times = fc.array(fc.integer({ min: 0, max: 6000 }), { maxLength: 30, size: 'max' });
  fc.assert(
    fc.property(times, times, (some, more) => {
      expect(longestRhythm(atAnyOrder([...some, ...more])).beats).toBeGreaterThanOrEqual(
        longestRhythm(atAnyOrder(some)).beats,
      );
    }),
  );
});
