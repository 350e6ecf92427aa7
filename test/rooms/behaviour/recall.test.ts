import { expect, test } from 'vitest';
import { judgesAlike, learnedUntil, printJudgedBy, readJudgedBy, recalls } from '#services/behaviour/recall.ts';

test('a history recalls all that a day was judged by for a week, and while it is young', () => {
  const old = { first: 20_000, last: 20_500 };
  expect([20_493, 20_494, 20_502].map((day) => recalls(old, day))).toEqual([false, true, true]);
  expect(recalls({ first: 20_437, last: 20_500 }, 20_440)).toBe(true);
  expect(recalls({ first: 20_436, last: 20_500 }, 20_440)).toBe(false);
  expect(recalls({ first: undefined, last: undefined }, 20_440)).toBe(true);
});

test('a day is judged alike where the days that count for it were known by then', () => {
  const day = 20_500;
  const first = 20_400;
  expect(judgesAlike(day, first, 20_498, 20_600)).toBe(true);
  expect(judgesAlike(day, first, 20_499, 20_600)).toBe(true);
  expect(judgesAlike(day, first, 20_497, 20_600)).toBe(false);
  expect(judgesAlike(day, first, undefined, 20_600)).toBe(false);
  expect(judgesAlike(day, first, undefined, undefined)).toBe(true);
  // The first day that taught anything came too late to count.
  expect(judgesAlike(day, 20_499, undefined, 20_600)).toBe(true);
  expect(judgesAlike(day, 20_498, undefined, 20_600)).toBe(false);
});

test('until an idle day nothing more is known than until the last busy one before', () => {
  const history = { last: 20_500, alerts: new Map([20_473, 20_480, 20_500].map((day) => [day, new Map()])) };
  expect([20_499, 20_480, 20_479].map((day) => learnedUntil(history, day))).toEqual([20_480, 20_480, 20_473]);
  expect(learnedUntil(history, 20_600)).toBe(20_500);
  // For longer ago, the history has forgotten on which days it learned.
  expect([20_471, 20_472].map((day) => learnedUntil(history, day))).toEqual([20_471, 20_472]);
  expect(learnedUntil({ last: undefined, alerts: new Map() }, 20_500)).toBeUndefined();
});

test('what days of several profiles were judged by is kept by their names', () => {
  const all = [
    { name: 'Profile:IAMUser/Calls', sealed: 20_500, level: undefined },
    { name: 'Profile:S3/Data', sealed: undefined, level: 20_499 },
  ];
  expect(readJudgedBy(printJudgedBy(all))).toEqual(all);
  expect(readJudgedBy('20496/20496')).toBeUndefined();
});
