import { expect, test } from 'vitest';
import { askedMoment } from '#services/cli/moment.ts';
import { timeOf } from '#services/cli/time-of.ts';
import { wholeNumber } from '#services/cli/whole-number.ts';

const NOW = Date.parse('2026-11-22T20:00:00Z');

test.each([
  ['30m', '2026-11-22T19:30:00.000Z'],
  ['24h', '2026-11-21T20:00:00.000Z'],
  ['7d', '2026-11-15T20:00:00.000Z'],
  ['0m', '2026-11-22T20:00:00.000Z'],
  ['2026-11-22T19:00Z', '2026-11-22T19:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
])('%s is the time %s', (text, time) => {
  expect(timeOf(text, NOW).toISOString()).toBe(time);
});

test.each(['yesterday', '', '7', '7w', 'd', '-7d', '7dd', 'x7d', '1.5h', '999999999999999999d'])(
  '"%s" is no time, and how to write one is said',
  (text) => {
    expect(() => timeOf(text, NOW)).toThrow(
      `"${text}" is not a time: write 2026-11-22T19:00Z, or an age such as 30m, 24h or 7d.`,
    );
  },
);

test('a moment is a day or a time in UTC, and no age', () => {
  expect(askedMoment('from', '2026-11-01')).toBe(Date.parse('2026-11-01T00:00:00Z'));
  expect(() => askedMoment('from', '7d')).toThrow(
    '--from must be a day or a time in UTC, such as 2026-11-01 or 2026-11-01T12:00:00Z, not "7d".',
  );
});

test('a whole number is within its bounds, both included, and written in digits', () => {
  expect(['1', '7', '07'].map((text) => wholeNumber('n', text, 1, 7))).toEqual([1, 7, 7]);
  for (const text of ['0', '8', '-1', '1.5', '1e1', '', ' 1', '1 ', 'x'])
    expect(() => wholeNumber('n', text, 1, 7)).toThrow(`--n must be a whole number from 1 to 7, not "${text}".`);
  expect(wholeNumber('n', '1000000000')).toBe(1_000_000_000);
  for (const text of ['0', '1000000001', '10000000000'])
    expect(() => wholeNumber('n', text)).toThrow(`--n must be a whole number from 1, not "${text}".`);
  expect(wholeNumber('n', '0', 0)).toBe(0);
});
