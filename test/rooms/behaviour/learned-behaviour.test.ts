import { expect, test } from 'vitest';
import { anomalyIn } from '#services/model/anomaly.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { day } from './acts.ts';

const TODAY = 20_040;
const KEY = 'iam:CreateAccessKey[other]';

/** Judges by shipped rates, because nothing was learned. */
function nothingLearned(): LearnedBehaviour {
  return new LearnedBehaviour({
    version: '',
    history: () => undefined,
    organization: () => undefined,
    thresholds: ({ judging }) => judging.thresholds,
  });
}

function after(...learned: readonly ActsOfDay[]): LearnedBehaviour {
  const history = new AccountHistory('111122223333');
  for (const each of learned) history.learn(each);
  return new LearnedBehaviour({
    version: '1',
    history: () => history,
    organization: () => undefined,
    thresholds: ({ judging }) => judging.thresholds,
  });
}

/** What somebody did on each of the last `length` days that count. */
function routine(length: number, codes: readonly string[], options = {}): readonly ActsOfDay[] {
  return Array.from({ length }, (_, i) => day(TODAY - 1 - length + i, codes, options));
}

test('the parts of a score add up to it', () => {
  const learned = after(...routine(20, ['iam:ListUsers', 's3:ListBuckets']));
  const story = ['iam:CreateUser', KEY, 'iam:AttachUserPolicy', 'ec2:RunInstances!denied', 'kms:ListKeys!denied'];
  for (const tactic of ['Persistence', 'PrivilegeEscalation', 'Impact', 'Discovery']) {
    const acts = day(TODAY, story, { network: 'AS64999' });
    const anomaly = anomalyIn(learned.judge(acts, tactic)?.told);
    if (anomaly === undefined) continue;
    expect(anomaly.parts.reduce((sum, { bits }) => sum + bits, 0)).toBe(anomaly.bits);
    expect(anomaly.parts.map(({ part }) => part)).toContain('network');
  }
  expect(learned.judge(day(TODAY, story), 'Persistence')).toBeDefined();
});

test('what somebody does every day is ordinary, and telling where nobody does it', () => {
  const acts = day(TODAY, [KEY]);
  expect(nothingLearned().judge(acts, 'Persistence')).toBeDefined();
  expect(after(...routine(30, ['iam:ListUsers'])).judge(acts, 'Persistence')).toBeDefined();
  expect(after(...routine(30, [KEY])).judge(acts, 'Persistence')).toBeUndefined();
});

const bits = (learned: LearnedBehaviour) => learned.total(day(TODAY, [KEY]), 'Persistence');

test('what those of the same account do every day is ordinary for who does it first', () => {
  const colleagues = ['bob', 'carol', 'dave'].flatMap((identity) => routine(25, [KEY], { identity }));
  expect(bits(after(...colleagues))).toBeLessThan(bits(after()) - 64);
});

test('the day itself and the one before teach nothing about it', () => {
  const before = routine(20, ['iam:ListUsers']);
  const late = [day(TODAY - 1, [KEY]), day(TODAY, [KEY])];
  const acts = day(TODAY, [KEY]);
  expect(after(...before, ...late).total(acts, 'Persistence')).toBe(after(...before).total(acts, 'Persistence'));
});

test('who judges several days and accounts judges each by what is known of it', () => {
  const known = new AccountHistory('111122223333');
  for (const each of [...routine(20, ['iam:ListUsers']), ...routine(5, [KEY])]) known.learn(each);
  const knowledge = {
    version: '1',
    history: (_profile: unknown, accountId: string) => (accountId === known.accountId ? known : undefined),
    organization: () => undefined,
    thresholds: ({ judging }: ActsOfDay['profile']) => judging.thresholds,
  };
  const days = [
    day(TODAY, [KEY]),
    { ...day(TODAY, [KEY]), accountId: '444455556666' },
    // Before the first key.
    day(TODAY - 8, [KEY]),
  ];
  const alone = days.map((acts) => new LearnedBehaviour(knowledge).total(acts, 'Persistence'));
  const together = new LearnedBehaviour(knowledge);
  expect(days.map((acts) => together.total(acts, 'Persistence'))).toEqual(alone);
  expect(alone[0]).toBeLessThan(Math.min(...alone.slice(1)));
});

test('an act that another detector tells of by itself counts for nothing', () => {
  expect(nothingLearned().judge(day(TODAY, [KEY], { told: [KEY] }), 'Persistence')).toBeUndefined();
});

test('what is refused in the first week says nothing, unless it is tried on one thing after the other', () => {
  const cold = nothingLearned();
  expect(cold.total(day(TODAY, ['ec2:GetPasswordData!denied']), 'CredentialAccess')).toBe(0);
  expect(cold.total(day(TODAY, ['ec2:GetPasswordData!denied×3']), 'CredentialAccess')).toBe(0);
  expect(cold.judge(day(TODAY, ['ec2:GetPasswordData!denied×15']), 'CredentialAccess')).toBeDefined();
  // Scanners may read the user data of every instance, and do.
  const userData = 'ec2:DescribeInstanceAttribute[userData]';
  expect(cold.judge(day(TODAY, [`${userData}!denied×15`]), 'CredentialAccess')).toBeDefined();
  expect(cold.judge(day(TODAY, [`${userData}×40`]), 'CredentialAccess')).toBeUndefined();
});

test('that much is new in a new account is told of who looks around, and not of who takes something', () => {
  const story = ['secretsmanager:GetSecretValue', ...Array.from({ length: 40 }, (_, i) => `glue:GetThing${i}`)];
  const parts = (learned: LearnedBehaviour) =>
    learned.total(day(TODAY, story), 'CredentialAccess') -
    learned.total(day(TODAY, story.slice(0, 1)), 'CredentialAccess');
  expect(parts(nothingLearned())).toBe(0);
  expect(parts(after(...routine(20, ['iam:ListUsers'])))).toBeGreaterThan(64);
});

test('what ends instances all day is ordinary from the first day on, and a person who ends as many is not', () => {
  const [byMachine, byPerson] = ['machine', 'person'].map((kind) =>
    day(TODAY, ['ec2:TerminateInstances×22'], { kind }),
  );
  expect(byMachine && nothingLearned().judge(byMachine, 'Impact')).toBeUndefined();
  expect(byPerson && nothingLearned().judge(byPerson, 'Impact')).toBeDefined();
});

test('a score only grows with what is added to a day', () => {
  const learned = after(...routine(10, ['iam:ListUsers']));
  const story = [
    'iam:ListUsers',
    'iam:CreateUser',
    'ec2:RunInstances!denied',
    KEY,
    'iam:AttachUserPolicy',
    'sts:GetFederationToken',
  ];
  let last = 0;
  for (let length = 1; length <= story.length; length++) {
    const total = learned.total(day(TODAY, story.slice(0, length)), 'Persistence');
    expect(total).toBeGreaterThanOrEqual(last);
    last = total;
  }
});

test('says what would have made the day ordinary, and that holds', () => {
  const learned = after(...routine(20, ['iam:ListUsers']));
  const ordinary =
    anomalyIn(learned.judge(day(TODAY, ['iam:CreateLoginProfile']), 'Persistence')?.told)?.ordinary ?? '';
  const [, days] = /on (\d+) of its last 20 active days/.exec(ordinary) ?? [];
  const used = (n: number) =>
    after(...routine(20, ['iam:ListUsers']), ...routine(20, ['iam:CreateLoginProfile']).slice(0, n));
  expect(used(Number(days)).judge(day(TODAY, ['iam:CreateLoginProfile']), 'Persistence')).toBeUndefined();
  expect(Number(days)).toBeGreaterThan(0);
});

test('what an account begins within the two days before, or later, says nothing of a day', () => {
  const others = Array.from({ length: 8 }, (_, i) => `user-${i}`);
  const known = [
    ...routine(5, ['iam:ListUsers']),
    ...others.flatMap((identity) => routine(20, ['iam:ListUsers'], { identity })),
  ];
  // Everybody else comes from a new network every day, but too late to count.
  const late = others.flatMap((identity) =>
    Array.from({ length: 6 }, (_, i) =>
      day(TODAY - 1 + i, ['iam:ListUsers'], { identity, network: `AS${65_000 + i}` }),
    ),
  );
  const today = day(TODAY, [KEY], { identity: 'alice', network: 'AS64999' });
  const told = after(...known).judge(today, 'Persistence')?.told;
  expect(told).toBeDefined();
  expect(after(...known, ...late).judge(today, 'Persistence')?.told).toEqual(told);
});
