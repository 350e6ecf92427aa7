import { expect, test } from 'vitest';
import { Lately, Throttle } from '#graphql/access/throttle.ts';

test('so many go at once, the next waits, and time gives them back', () => {
  const throttle = new Throttle({ atOnce: 3, perMinute: 6 });
  const waits = Array.from({ length: 4 }, () => {
    const wait = throttle.waitOf('a', 0);
    throttle.count('a', 0);
    return wait;
  });
  expect(waits).toEqual([0, 0, 0, 10]);
  expect(throttle.waitOf('b', 0)).toBe(0);
  expect(throttle.waitOf('a', 4_000)).toBe(6);
  expect(throttle.waitOf('a', 10_000)).toBe(0);
});

test('a clock that is set back locks nobody out', () => {
  const throttle = new Throttle({ atOnce: 1, perMinute: 60 });
  throttle.count('a', 100_000);
  expect(throttle.waitOf('a', 100_000)).toBe(1);
  expect(throttle.waitOf('a', 0)).toBe(0);
});

test('it says which was the first for a while', () => {
  const throttle = new Throttle({ atOnce: 2, perMinute: 1 });
  expect([throttle.count('a', 0), throttle.count('a', 0), throttle.count('a', 240_000)]).toEqual([true, false, true]);
});

test('any number of keys is remembered in bounded memory, the latest ones', () => {
  const throttle = new Throttle({ atOnce: 1, perMinute: 1 });
  const lately = new Lately();
  for (let key = 0; key < 20_000; key++) {
    throttle.count(`${key}`, 0);
    lately.add(`${key}`);
  }
  expect(['0', '9999', '10000', '19999'].map((key) => throttle.waitOf(key, 0) > 0)).toEqual([false, false, true, true]);
  expect(['0', '9999', '10000', '19999'].map((key) => lately.has(key))).toEqual([false, false, true, true]);
});
