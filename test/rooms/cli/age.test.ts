import { expect, test } from 'vitest';
import { ageOf } from '#services/cli/age.ts';
import { days, hours, minutes } from '#services/model/time.ts';

test.each([
  [-1, '0 minutes'],
  [0, '0 minutes'],
  [minutes(1), '1 minute'],
  [minutes(119), '119 minutes'],
  [hours(2), '2 hours'],
  [hours(48) - 1, '47 hours'],
  [days(2), '2 days'],
])('an age of %d ms is %s', (ms, age) => {
  expect(ageOf(ms)).toBe(age);
});
