import { expect, test } from 'vitest';
import { AccountHistory } from '#services/behaviour/history.ts';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import { sealDay } from '#services/behaviour/seal-day.ts';
import { day } from './acts.ts';

const TODAY = 20_040;

/** How many alerts the second day counts for, so many days after one that was the same. */
function alertsAfter(gap: number): number {
  const history = new AccountHistory('111122223333');
  for (const on of [TODAY, TODAY + gap])
    sealDay(iamUser, history, on, [day(on, ['iam:CreateAccessKey[other]'])], undefined);
  const counts = history.alerts.get(TODAY + gap)?.values() ?? [];
  return [...counts].reduce((sum, count) => sum + count, 0);
}

test('what goes on is one alert for a week, in the budget as well', () => {
  expect(alertsAfter(1)).toBe(0);
  expect(alertsAfter(6)).toBe(0);
  expect(alertsAfter(7)).toBeGreaterThan(0);
});
