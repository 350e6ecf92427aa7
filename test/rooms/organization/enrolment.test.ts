import { expect, test } from 'vitest';
import { coverageOf } from '#services/organization/coverage.ts';
import { refusalByStatus, refusedProbe } from '#services/organization/enrolment.ts';
import {
  NO_PLAN,
  planReading,
  regionsOf,
  withRemembered,
  type LogPrefix,
  type Organization,
} from '#services/organization/plan.ts';
import { organizationView } from '#services/organization/view.ts';
import { SOURCES } from '#services/sources/index.ts';
import type { LogConfiguration, Probe } from '#services/model/probe.ts';
import { memberAccount } from '../../member-account.ts';

const SEEN = '111122223333';
const OTHER = '444455556666';

function probe(accountId: string, regions: readonly string[], trails: readonly LogConfiguration[] = []): Probe {
  return {
    accountId,
    refusal: undefined,
    buckets: [],
    regions: regions.map((region) => ({
      region,
      logging: new Map([['cloudtrail', { found: trails, refusal: undefined }]]),
    })),
  };
}

const trail = (name: string, rest: Partial<LogConfiguration> = {}): LogConfiguration => ({
  id: `arn:aws:cloudtrail:us-east-1:${SEEN}:trail/${name}`,
  bucket: name,
  prefix: '',
  homeRegion: 'us-east-1',
  multiRegion: true,
  logging: true,
  ...rest,
});

const planOf = (organization: Organization) => planReading(organization, SOURCES, 'administrator');

test.each([
  ['SUSPENDED', 'account-suspended'],
  ['CLOSED', 'account-suspended'],
  ['PENDING_CLOSURE', 'account-pending-closure'],
  ['PENDING_ACTIVATION', 'account-suspended'],
])('an account that is %s is not asked, and it is said why', (status, reason) => {
  const refusal = refusalByStatus(memberAccount(OTHER, { status }));
  expect(refusal).toMatchObject({ reason });
  expect(refusal?.detail.startsWith(`Account ${OTHER} is `)).toBe(true);
});

test('an active account is asked, and one of a state that nobody knows yet', () => {
  expect(refusalByStatus(memberAccount(OTHER))).toBeUndefined();
  expect(refusalByStatus(memberAccount(OTHER, { status: 'RESTORING' }))).toBeUndefined();
});

test('an account that could not be asked shows nothing: its Regions are those of the others', () => {
  const refused = refusedProbe(OTHER, { reason: 'role-missing-or-denied', detail: 'no role' });
  expect(refused).toMatchObject({ buckets: [], regions: [] });
  const probes = [refused, probe(SEEN, ['us-east-1', 'eu-west-1']), probe('777788889999', ['us-east-1'])];
  expect(regionsOf(probes, OTHER)).toEqual(['eu-west-1', 'us-east-1']);
  expect(regionsOf(probes, '777788889999')).toEqual(['us-east-1']);
});

test('an account that nobody asked yet has a fact of its own, and no Region is missed in one that refuses', () => {
  const refused = refusedProbe(OTHER, { reason: 'role-missing-or-denied', detail: 'no role' });
  const organization = {
    id: 'o-exampleorgid',
    accounts: [memberAccount(SEEN), memberAccount(OTHER)],
    probes: [refused],
  };
  const facts = coverageOf(organization, SOURCES, planOf(organization), new Map(), ['us-east-1']);
  expect(facts.map(({ accountId, state, reason }) => [accountId, state, reason])).toEqual([
    [SEEN, 'covered', 'reading'],
    [OTHER, 'gap', 'role-missing-or-denied'],
  ]);
});

test('the stopped trail that is told of is one that would deliver the Region', () => {
  const elsewhere = trail('elsewhere', { homeRegion: 'eu-west-1', multiRegion: false, logging: false });
  const here = trail('here', { logging: false });
  const organization = {
    id: 'o-exampleorgid',
    accounts: [memberAccount(SEEN)],
    probes: [probe(SEEN, ['us-east-1'], [elsewhere, here])],
  };
  const facts = coverageOf(organization, SOURCES, planOf(organization), new Map());
  expect(facts.find(({ source }) => source === 'cloudtrail')?.detail).toBe(`${here.id} is stopped: start logging.`);
});

test('the buckets that are read of are named, each once and in order', () => {
  const probes = [probe(SEEN, ['us-east-1'], [trail('b'), trail('a'), trail('a', { prefix: 'more/' })])];
  const organization = { id: 'o-exampleorgid', accounts: [memberAccount(SEEN)], probes };
  const facts = coverageOf(organization, SOURCES, planOf(organization), new Map());
  expect(facts.find(({ source }) => source === 'cloudtrail')?.detail).toBe('Read from a, b.');
});

const place = (prefix: string): LogPrefix => ({
  source: 'cloudtrail',
  accountId: SEEN,
  region: 'us-east-1',
  bucket: 'logs',
  prefix,
  hive: false,
  owner: undefined,
  live: true,
});

test('what is remembered is read after what is planned, by whoever read it, and not taken for live', () => {
  const plan = { ...NO_PLAN, prefixes: [place('planned/')], readers: new Map([['logs', ['administrator']]]) };
  const all = withRemembered(plan, [
    { place: place('planned/'), as: 'nobody' },
    { place: place('gone/'), as: OTHER },
  ]);
  expect(all.prefixes).toEqual([place('planned/'), { ...place('gone/'), live: false }]);
  expect(all.readers).toEqual(new Map([['logs', ['administrator', OTHER]]]));
});

const view = (...members: readonly (readonly [string, readonly string[]])[]) =>
  organizationView({ members: new Map(members) });

test('an organization has a version: equal whatever the order of its list, another when it differs', () => {
  const both = view([SEEN, ['ou-1']], [OTHER, []]);
  expect(both.version).toBe(view([OTHER, []], [SEEN, ['ou-1']]).version);
  expect(both.version).not.toBe(view([SEEN, ['ou-1']]).version);
  expect(both.version).not.toBe(view([SEEN, []], [OTHER, []]).version);
  expect([both.member(SEEN), both.member('777788889999')]).toEqual([true, false]);
});
