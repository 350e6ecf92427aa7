import { expect, test } from 'vitest';
import { AccountHistory } from '#services/behaviour/history.ts';
import { sealDay } from '#services/behaviour/seal-day.ts';
import traffic from '#services/behaviour/profiles/traffic.ts';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { day } from './acts.ts';

/** Calls of one tactic, each out of the ordinary for anybody. */
const FIRST = ['iam:CreateUser', 'iam:CreateLoginProfile'];
const SECOND = ['iam:CreateAccessKey', 'ec2:ImportKeyPair'];

/** How many alerts a day counts as, this many days after another day of the same tactic. */
function alertsAfter(days: number): number {
  const history = new AccountHistory('111122223333');
  sealDay(iamUser, history, 20_000, [day(20_000, FIRST)], undefined);
  sealDay(iamUser, history, 20_000 + days, [day(20_000 + days, SECOND)], undefined);
  return [...(history.alerts.get(20_000 + days)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

test('what goes on is one alert for a week, and another one after it', () => {
  expect([1, 6, 7, 8].map((days) => alertsAfter(days) > 0)).toEqual([false, false, true, true]);
});

/** How many alerts count if instances of these subnets use a port of attackers on one day. */
function alertsOf(...subnets: readonly string[]): number {
  const history = new AccountHistory('111122223333');
  const acts = (number: number, code: string): readonly ActsOfDay[] =>
    subnets.map((peers, index) => ({
      ...day(number, [code], { identity: `i-${index}`, kind: 'instance' }),
      profile: traffic,
      peers,
    }));
  for (let past = 0; past < 30; past++)
    sealDay(traffic, history, 20_000 + past, acts(20_000 + past, 'tcp/443'), undefined);
  for (const after of [30, 31]) sealDay(traffic, history, 20_000 + after, acts(20_000 + after, 'tcp/4444'), undefined);
  return [30, 31]
    .flatMap((after) => [...(history.alerts.get(20_000 + after)?.values() ?? [])])
    .reduce((sum, count) => sum + count, 0);
}

test('what all instances of a subnet do is one alert, on this day and the next', () => {
  expect([alertsOf('a'), alertsOf('a', 'a', 'a'), alertsOf('a', 'a', 'b')]).toEqual([1, 1, 2]);
});

/** More half bits than a slight day reaches. */
const BEYOND = 10;

test('a day that goes beyond what goes on is a new alert for those alone who are told of no less', () => {
  const history = new AccountHistory('111122223333');
  const slight = ['iam:CreateAccessKey', 'ec2:ImportKeyPair'] as const;
  const plain = ['iam:CreateAccessKey[other]', 'iam:CreateLoginProfile'] as const;
  for (const [after, code] of [slight[0], plain[0], slight[1], plain[1]].entries())
    sealDay(iamUser, history, 20_000 + after, [day(20_000 + after, [code])], undefined);
  const from = (half: number, after: number): number =>
    [...(history.alerts.get(20_000 + after) ?? [])].reduce((sum, [at, count]) => (at >= half ? sum + count : sum), 0);
  const low = Math.max(...(history.alerts.get(20_000)?.keys() ?? []));
  expect([0, 1, 2, 3].map((after) => from(low, after))).toEqual([1, 0, 0, 0]);
  // The slight day in between does not end what was ongoing before it.
  expect([0, 1, 2, 3].map((after) => from(BEYOND, after))).toEqual([0, 1, 0, 0]);
});
