import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import loggingDisabled from '#services/detectors/stealth/iam-user-cloud-trail-logging-disabled.ts';
import { createRandom } from '#services/simulation/random.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { measureNames } from '../bench/quality/dns-names.ts';
import { FirstSeen } from '../bench/quality/first-seen.ts';
import { meanText, quantile, shareText } from '../bench/quality/intervals.ts';
import { readStories } from '../bench/quality/labelled.ts';
import { buckets } from '../bench/quality/made-up/buckets.ts';
import { calls } from '../bench/quality/made-up/calls.ts';
import { clusters } from '../bench/quality/made-up/clusters.ts';
import { databases } from '../bench/quality/made-up/databases.ts';
import { keys } from '../bench/quality/made-up/keys.ts';
import { models } from '../bench/quality/made-up/models.ts';
import { MadeOrganization } from '../bench/quality/made-up/organization.ts';
import { attackerPlace, planAttacks, victimOf, type PlannedAttack } from '../bench/quality/made-up/planned.ts';
import { tokens } from '../bench/quality/made-up/tokens.ts';
import { traffic } from '../bench/quality/made-up/traffic.ts';
import { TELLERS, watchOrganization } from '../bench/quality/organizations.ts';
import { day } from './rooms/behaviour/acts.ts';

const SIZE = { accounts: 2, days: 12, attacks: 2 };
const [AT_ONE = '', AT_A_QUARTER = ''] = TELLERS;
const run = watchOrganization(calls, 'test', SIZE);

test('a made-up organization is the same for the same seed, and another for another', () => {
  const again = watchOrganization(calls, 'test', SIZE);
  expect(again).toEqual(run);
  expect(again.outcomes.map(({ did }) => did)).not.toEqual(
    watchOrganization(calls, 'other', SIZE).outcomes.map(({ did }) => did),
  );
});

test('attacks are tried beside the organization: its ordinary days are the same without them', () => {
  expect(watchOrganization(calls, 'test', { ...SIZE, attacks: 0 }).alerts).toEqual(run.alerts);
});

test('of attacks a fifth come as a user made for them, most from elsewhere, a tenth with what a machine has', () => {
  const { accounts } = new MadeOrganization('test', 2);
  const planned = planAttacks('test', 100, accounts, [3, 9]);
  const share = (suits: (attack: PlannedAttack) => boolean) => planned.filter(suits).length / planned.length;
  expect(share(({ asNew }) => asNew)).toBeCloseTo(0.2, 1);
  expect(share(({ network }) => network)).toBeCloseTo(0.8, 1);
  expect(share((attack) => victimOf(attack).kind === 'machine')).toBeCloseTo(0.1, 1);
  expect(planned.every(({ start }) => start >= 3 && start <= 9)).toBe(true);
  // Each place is the attack's own, and the same on each of its days.
  for (const attack of planned.filter(({ network }) => network)) {
    const { home } = victimOf(attack);
    const place = attackerPlace(attack, home);
    expect(attackerPlace(attack, home)).toEqual(place);
    expect(place.address).not.toBe(home.address);
  }
});

test('a chain of attacks in one day is found within its minutes, and fewer are found where fewer alerts are asked for', () => {
  const chains = run.outcomes.filter(({ kind, isEarly }) => kind === 'chain' && !isEarly);
  expect(chains).toHaveLength(SIZE.attacks);
  for (const { found } of chains) expect(found.get(AT_ONE)).toBeLessThan(240);
  expect(run.outcomes.filter(({ found }) => found.has(AT_A_QUARTER) && !found.has(AT_ONE))).toEqual([]);
  const count = (teller: string) => run.alerts.filter((alert) => alert.teller === teller).length;
  expect(count(AT_ONE)).toBeGreaterThanOrEqual(count(AT_A_QUARTER));
});

test.each([
  ['buckets', buckets, 1, 8],
  ['clusters', clusters, 1, 16],
  ['databases', databases, 1, 16],
  ['keys', keys, 8, 40],
  ['models', models, 1, 10],
  ['tokens', tokens, 2, 10],
  ['traffic', traffic, 1, 30],
] as const)('accounts of %s work the same beside attacks, some of which are found', (_, begin, accounts, days) => {
  const small = { accounts, days, attacks: accounts };
  const watched = watchOrganization(begin, 'test', small);
  expect(watchOrganization(begin, 'test', { ...small, attacks: 0 }).alerts).toEqual(watched.alerts);
  expect(watched.outcomes).toHaveLength(watched.kinds.length * small.attacks * 2);
  expect(watched.outcomes.some(({ found }) => found.has(AT_ONE))).toBe(true);
});

const withKey = (number: number) => day(number, ['iam:CreateAccessKey[other]']);

test('who tells of what was not seen before is silent while it learns, and then tells of it once', () => {
  const rule = new FirstSeen('identity');
  expect(rule.tells(withKey(1))).toEqual(new Set());
  for (let number = 1; number <= 13; number++) rule.learn(day(number, ['iam:ListUsers']));
  expect(rule.tells(withKey(14))).toEqual(new Set());
  rule.learn(day(14, ['iam:ListUsers']));
  expect(rule.tells(withKey(15))).toEqual(new Set(['Persistence']));
  rule.learn(withKey(15));
  expect(rule.tells(withKey(16))).toEqual(new Set());
});

test('intervals hold what was measured', () => {
  expect(shareText(110, 120)).toBe('110 of 120 (85 % to 95 %)');
  expect(shareText(0, 0)).toBe('none tried');
  expect(meanText([1, 1, 1], createRandom('x'))).toBe('1.00 (1.00 to 1.00)');
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1], 0.9)).toBe(1);
});

test('the share of a family that is told holds for other names by people', () => {
  const labels = Array.from({ length: 5000 }, (_, i) => `n${i}`);
  const benign = labels.map((label) => ({ label, suffix: 'com', isBare: true }));
  const family = { name: 'as by people', kind: 'characters', names: labels.map((label) => `${label}.com`) } as const;
  const [told] = measureNames('by number', ({ label }) => Number(label.slice(1)), benign, [family]).families;
  const [at = 0] = told?.shares ?? [];
  expect(at).toBeCloseTo(0.01, 2);
  const others = (told?.resampled ?? []).map(([share = 0]) => share);
  expect(quantile(others, 0.025)).toBeGreaterThan(0.003);
  expect(quantile(others, 0.025)).toBeLessThan(at);
  expect(quantile(others, 0.975)).toBeGreaterThan(at);
  expect(quantile(others, 0.975)).toBeLessThan(0.03);
});

test('labelled stories: what is told of is told of the attack only where it shows it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stories-'));
  try {
    mkdirSync(`${folder}/set`);
    const attack = event({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      requestParameters: { name: 'main' },
    });
    const others = [1, 2].map((minute) => ({
      ...attack,
      eventID: `other-${minute}`,
      eventTime: `2026-03-02T11:0${minute}:00Z`,
    }));
    const write = (name: string, Records: readonly object[]) =>
      writeFileSync(`${folder}/set/${name}.json.gz`, gzipSync(JSON.stringify({ Records })));
    write('story', [attack, event({ eventTime: '2026-03-03T10:00:00Z' })]);
    write('mixed', [attack, ...others]);
    const cases = [
      { case: 'attack', file: 'story.json.gz', attack_event_ids: [attack['eventID']] },
      { case: 'benign', file: 'story.json.gz' },
      { case: 'mostly of others', file: 'mixed.json.gz', attack_event_ids: [attack['eventID']] },
    ];
    writeFileSync(`${folder}/set/labels.json`, JSON.stringify({ cases }));
    const [about, benign, mixed] = await Array.fromAsync(readStories(folder, [loggingDisabled]));
    expect(about).toMatchObject({ set: 'set', name: 'attack', hasAttack: true, accountDays: 2 });
    expect(about?.told.map(({ type, isAboutAttack }) => [type, isAboutAttack])).toEqual([[loggingDisabled.type, true]]);
    expect(benign).toMatchObject({ hasAttack: false, told: [{ isAboutAttack: false }] });
    expect(mixed).toMatchObject({ hasAttack: true, told: [{ isAboutAttack: false }] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
