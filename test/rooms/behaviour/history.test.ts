import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDay, countDays, daysUntil, emptyDays, WINDOW_DAYS } from '#services/behaviour/day-set.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { day } from './acts.ts';

test('a set of days counts those of the window, whatever else is in it', () => {
  const set = emptyDays();
  for (const number of [20_000, 20_001, 20_007]) addDay(set, number);
  expect(countDays(set, daysUntil(20_007))).toBe(3);
  expect(countDays(set, daysUntil(20_001))).toBe(2);
  expect(countDays(set, daysUntil(20_000 + WINDOW_DAYS))).toBe(2);
});

const CODES = ['iam:ListUsers', 'iam:CreateUser', 'ec2:RunInstances!denied', 's3:ListBuckets~tool'];

test('the identities of a day are learned in any order, and any number of times', () => {
  const identity = fc.record({ identity: fc.constantFrom('a', 'b', 'c'), codes: fc.subarray(CODES) });
  fc.assert(
    fc.property(fc.array(identity, { maxLength: 6 }), (all) => {
      const acts = all.map(({ identity: name, codes }) => day(20_000, codes, { identity: name }));
      const [once, again] = [new AccountHistory('x'), new AccountHistory('x')];
      for (const each of acts) once.learn(each);
      for (const each of [...acts.toReversed(), ...acts]) again.learn(each);
      expect(inOrder(again)).toEqual(inOrder(once));
    }),
    { numRuns: 50 },
  );
});

function inOrder({ identities }: AccountHistory) {
  return [...identities]
    .map(([id, { codes, ...rest }]) => ({ id, ...rest, codes: [...codes].toSorted() }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

test('what was stored is what was known', () => {
  const history = new AccountHistory('x');
  history.learn(day(20_000, ['secretsmanager:GetSecretValue×5', 'iam:ListUsers']));
  history.learn(day(20_003, ['iam:ListUsers'], { identity: 'bob', network: 'AS64501' }));
  history.alerts.set(20_003, new Map([[12, 2]]));
  const stored = readHistory('x', JSON.parse(JSON.stringify(history.encode())));
  expect(stored).toEqual(history);
  expect(stored.identities.get('alice')?.codes.get('secretsmanager:GetSecretValue')?.more).toEqual(
    new Map([[20_000, 4]]),
  );
});

test('what was done more than 64 days ago is forgotten, and takes no room', () => {
  const history = new AccountHistory('x');
  history.learn(day(20_000, ['iam:CreateUser', 'iam:ListUsers']));
  history.learn(day(20_040, ['iam:ListUsers']));
  history.learn(day(20_070, ['s3:ListBuckets']));
  expect([...(history.identities.get('alice')?.codes.keys() ?? [])]).toEqual(['iam:ListUsers', 's3:ListBuckets']);
  history.learn(day(20_200, ['s3:ListBuckets'], { identity: 'bob' }));
  expect([...history.identities.keys()]).toEqual(['bob']);
});

test('a day that comes too late to be remembered teaches nothing', () => {
  const history = new AccountHistory('x');
  history.learn(day(20_100, ['iam:ListUsers']));
  history.learn(day(20_030, ['iam:CreateUser']));
  expect(history.identities.get('alice')?.codes.has('iam:CreateUser')).toBe(false);
});

test('of more codes than there is room for the idle ones go, and are counted', () => {
  const history = new AccountHistory('x');
  history.learn(day(20_000, ['iam:ListUsers']));
  history.learn(
    day(
      20_001,
      Array.from({ length: 512 }, (_, i) => `ec2:Describe${i}`),
    ),
  );
  expect(history.identities.get('alice')?.codes.size).toBe(512);
  expect(history.identities.get('alice')?.codes.has('iam:ListUsers')).toBe(false);
  expect(history.dropped).toBe(1);
});
