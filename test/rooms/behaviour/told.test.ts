import { expect, test } from 'vitest';
import { AccountHistory } from '#services/behaviour/history.ts';
import { LearnedBehaviour } from '#services/behaviour/learned-behaviour.ts';
import { anomalyIn } from '#services/model/anomaly.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { day } from './acts.ts';

const TODAY = 20_040;

/** What a finding says about a day of somebody who was seen before, given the days before it. */
function toldOf(acts: ActsOfDay, tactic: string, ...before: readonly ActsOfDay[]) {
  const history = new AccountHistory(acts.accountId);
  for (const each of before) history.learn(each);
  const learned = new LearnedBehaviour({
    version: '1',
    history: () => history,
    organization: () => undefined,
    // Reports everything that is more likely in an attack.
    thresholds: () => ({ usual: 0, firstWeek: 0 }),
  });
  return learned.judge(acts, tactic)?.told;
}

const partsOf = (told: ReturnType<typeof toldOf>) => anomalyIn(told)?.parts ?? [];
const routine = (codes: readonly string[], options = {}) =>
  Array.from({ length: 20 }, (_, i) => day(TODAY - 21 + i, codes, options));
const KEY = 'iam:CreateAccessKey[other]';

/** Each service once, with its calls and their outcomes. */
const EACH_SERVICE_ONCE = /^iam:\[CreateUser:denied , CreateAccessKey:success\] , ec2:\[ImportKeyPair:success\]$/;

test('the members of GuardDuty say what is new to whom, and how often what is not was seen', () => {
  const calls = [KEY, 'iam:CreateUser!denied', 'ec2:ImportKeyPair'];
  const rarely = day(TODAY - 30, [KEY], { identity: 'bob' });
  const told = toldOf(day(TODAY, calls, { network: 'AS64999' }), 'Persistence', rarely, ...routine(['iam:ListUsers']));
  expect(told).toMatchObject({
    userAgent: { fullUserAgent: 'cli', userAgentCategory: 'cli' },
    anomalies: { anomalousAPIs: expect.stringMatching(EACH_SERVICE_ONCE) },
    unusualBehavior: {
      unusualAPIsUserIdentityProfiling: expect.stringMatching(/\bCreateAccessKey\b(?!\[)/),
      unusualASNsUserIdentityProfiling: 'AS64999',
      isUnusualUserIdentity: 'false',
    },
    profiledBehavior: { rareProfiledAPIsAccountProfiling: expect.stringMatching(/\bCreateAccessKey\b(?!\[)/) },
  });
  const anomaly = anomalyIn(told);
  // The finding is about one identity, so it need not say whose day it is.
  expect(anomaly).not.toHaveProperty('identity');
  expect(anomaly?.parts[0]).toMatchObject({ level: 'identity', counts: { identity: [0, 20], account: [0, 21] } });
});

test.each([
  [3, 'FREQUENT'],
  [2, 'INFREQUENT'],
  [1, 'RARE'],
])('what was done on %i of 21 days is %s', (times, frequency) => {
  const before = Array.from({ length: 21 }, (_, i) => day(TODAY - 23 + i, i < times ? [KEY] : ['iam:ListUsers']));
  const told = toldOf(day(TODAY, [KEY, 'cloudtrail:StopLogging'], { network: 'AS64999' }), 'Persistence', ...before);
  expect(anomalyIn(told)?.frequencies).toContainEqual(expect.objectContaining({ of: 'UserIdentity', frequency }));
});

test('a part says how far it goes, and names twelve at most', () => {
  const many = Array.from({ length: 15 }, (_, i) => `glue:GetThing${String(i).padStart(2, '0')}`);
  const told = toldOf(
    day(TODAY, ['secretsmanager:GetSecretValue', ...many]),
    'CredentialAccess',
    ...routine(['iam:ListUsers']),
  );
  const breadth = partsOf(told).find(({ part }) => part === 'breadth');
  expect(breadth?.words).toMatch(/^[\d.]+ bits: 16 calls that it never made before: .* and 4 more$/);
});

/** The part for a chain, of a day on which a key is made and these acts are done. */
const chain = (...codes: readonly string[]) =>
  partsOf(toldOf(day(TODAY, [KEY, ...codes]), 'Persistence', ...routine(['iam:ListUsers']))).find(
    ({ part }) => part === 'chain',
  );

test('what else is done on the day adds up where it is of another tactic that changes something', () => {
  expect(chain()).toBeUndefined();
  expect(chain('cloudtrail:StopLogging')?.words).toContain('DefenseEvasion');
  // Looking around adds nothing, and neither do tools, which make whole systems.
  expect(chain('iam:GetAccountAuthorizationDetails')).toBeUndefined();
  expect(chain('cloudtrail:StopLogging~tool')).toBeUndefined();
});

const bob = (ago: number) => day(TODAY - ago, [KEY], { identity: 'bob' });
const stranger = (ago: number) => ({ ...day(TODAY - ago, [KEY], { identity: 'eve' }), peers: 'others' });
const other = (ago: number) => ({ ...day(TODAY - ago, [KEY], { identity: 'carol' }), peers: 'others' });

test.each([
  ['its own', [day(TODAY - 9, [KEY]), bob(5)], 'identity', 'alice', KEY, 9],
  ['of its role', [bob(9), stranger(5), ...routine(['iam:ListUsers'], { identity: 'bob' })], 'peers', 'bob', KEY, 9],
  ['of its account', [stranger(5), stranger(12), other(8)], 'account', 'eve', KEY, 5],
  ['known by then', [day(TODAY - 9, [KEY]), day(TODAY - 1, [KEY])], 'identity', 'alice', KEY, 9],
  ['the most alike', [day(TODAY - 7, ['iam:CreateUser'])], 'identity', 'alice', 'iam:CreateUser', 7],
] as const)('the nearest past event is %s', (_, before, level, identity, code, ago) => {
  const unusual = day(TODAY, [KEY, 'cloudtrail:StopLogging'], { network: 'AS64999' });
  const told = toldOf(unusual, 'Persistence', ...routine(['iam:ListUsers']), ...before);
  const date = new Date((TODAY - ago) * 86_400_000).toISOString().slice(0, 10);
  const words = expect.stringContaining(date);
  expect(anomalyIn(told)?.nearest).toMatchObject({ level, identity, code, day: date, words });
});
