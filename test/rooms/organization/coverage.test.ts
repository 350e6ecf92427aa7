import { expect, test } from 'vitest';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { LogConfiguration, LogSetup, Probe, Refusal } from '#services/model/probe.ts';
import { hours } from '#services/model/time.ts';
import { coverageOf } from '#services/organization/coverage.ts';
import { refusalByStatus, refusedProbe } from '#services/organization/enrolment.ts';
import { silentStreams } from '#services/organization/silent-streams.ts';
import { planReading } from '#services/organization/plan.ts';
import { SOURCES } from '#services/sources/index.ts';
import { memberAccount } from '../../member-account.ts';

const SEEN = '111122223333';
const OTHER = '444455556666';

const ownTrail: LogConfiguration = {
  id: `arn:aws:cloudtrail:us-east-1:${SEEN}:trail/all`,
  bucket: 'trails',
  prefix: '',
  homeRegion: 'us-east-1',
  multiRegion: true,
  logging: true,
};
const trail: LogConfiguration = { ...ownTrail, organizationBy: SEEN };

function probe(
  changes: {
    trails?: readonly LogConfiguration[];
    queryRefusal?: Refusal;
    clusters?: Partial<LogSetup>;
    vpcs?: Partial<LogSetup>;
  } = {},
): Probe {
  const flowLog = { id: 'fl-1', bucket: 'flows', prefix: '', homeRegion: 'us-east-1' };
  return {
    accountId: SEEN,
    refusal: undefined,
    buckets: [],
    regions: [
      {
        region: 'us-east-1',
        logging: new Map([
          ['cloudtrail', { found: changes.trails ?? [trail], refusal: undefined }],
          ['vpc-flow', { found: [flowLog], refusal: undefined, ...changes.vpcs }],
          ['dns-query', { found: [], refusal: changes.queryRefusal }],
          ['eks-audit', { found: [], resources: 0, unread: [], refusal: undefined, ...changes.clusters }],
        ]),
      },
    ],
  };
}

function facts(
  probes: readonly Probe[],
  {
    refused = new Map<string, Refusal>(),
    regions = [] as readonly string[],
    status = 'ACTIVE',
    silent = new Map() as ReadonlyMap<string, number>,
  } = {},
): readonly CoverageFact[] {
  const accounts = probes.map(({ accountId }) => memberAccount(accountId, accountId === OTHER ? { status } : {}));
  const organization = { id: 'o-exampleorgid', accounts, probes };
  return coverageOf(
    organization,
    SOURCES,
    planReading(organization, SOURCES, 'administrator'),
    refused,
    regions,
    silent,
  );
}

const about = (all: readonly CoverageFact[], accountId: string, source?: string) =>
  all.find((fact) => fact.accountId === accountId && fact.source === source);

test('there is one fact about each account, and one about each Region and source of those that let us see', () => {
  const all = facts([probe()]);
  expect(all.map(({ region, source, state, reason }) => [region, source, state, reason])).toEqual([
    [undefined, undefined, 'covered', 'reading'],
    ['us-east-1', 'bedrock-invocation', 'gap', 'no-log-source'],
    ['us-east-1', 'cloudtrail', 'covered', 'reading'],
    ['us-east-1', 'dns-query', 'gap', 'no-log-source'],
    ['us-east-1', 'eks-audit', 'covered', 'no-resource'],
    ['us-east-1', 'rds-login', 'gap', 'no-log-source'],
    ['us-east-1', 'vpc-flow', 'covered', 'reading'],
  ]);
});

test('an account that refuses is a gap, and what the organization trail shows of it is covered all the same', () => {
  const denied = refusedProbe(OTHER, { reason: 'role-missing-or-denied', detail: 'no role there' });
  const all = facts([probe(), denied]);
  expect(about(all, OTHER)).toMatchObject({ state: 'gap', reason: 'role-missing-or-denied', detail: 'no role there' });
  expect(about(all, OTHER, 'cloudtrail')).toMatchObject({ state: 'covered', region: 'us-east-1' });
  expect(about(all, OTHER, 'vpc-flow')).toBeUndefined();
});

test('a bucket that nobody may read is a gap of what is delivered there, and of nothing else', () => {
  const refused = new Map([['flows', { reason: 'bucket-denied', detail: 'grant it' } as const]]);
  const all = facts([probe()], { refused });
  expect(about(all, SEEN, 'vpc-flow')).toMatchObject({ state: 'gap', reason: 'bucket-denied', detail: 'grant it' });
  expect(about(all, SEEN, 'cloudtrail')).toMatchObject({ state: 'covered' });
});

test('one readable trail is enough: every trail tells of the same events', () => {
  const second = { ...ownTrail, id: `${trail.id}-2`, bucket: 'locked' };
  const refused = new Map([['locked', { reason: 'bucket-denied', detail: 'grant it' } as const]]);
  const reasonOf = (...trails: readonly LogConfiguration[]) =>
    about(facts([probe({ trails })], { refused }), SEEN, 'cloudtrail')?.reason;
  expect(reasonOf(trail, second)).toBe('reading');
  expect(reasonOf(second)).toBe('bucket-denied');
});

test('a stopped trail is a gap that says what to do', () => {
  const all = facts([probe({ trails: [{ ...trail, logging: false, stoppedAt: 5 }] })]);
  expect(about(all, SEEN, 'cloudtrail')?.detail).toContain('is stopped: start logging');
  expect(about(all, SEEN, 'cloudtrail')).toMatchObject({ state: 'gap', reason: 'no-log-source', since: 5 });
});

function of(trails: readonly LogConfiguration[]) {
  return about(facts([probe({ trails })]), SEEN, 'cloudtrail');
}

test('a trail that cannot deliver, or leaves events out, is a gap, unless another one does what it should', () => {
  const failing = { ...trail, failing: 'AccessDenied' };
  const narrow = { ...trail, id: `${trail.id}-2`, leavesOut: 'management events that only read' };
  expect(of([failing])).toMatchObject({ state: 'gap', reason: 'delivery-failing' });
  expect(of([failing])?.detail).toContain('AccessDenied');
  expect(of([narrow])).toMatchObject({ state: 'gap', reason: 'events-left-out' });
  expect(of([narrow])?.detail).toContain('leaves out management events that only read');
  // A trail that still delivers something comes first.
  expect(of([failing, narrow])).toMatchObject({ reason: 'events-left-out' });
  const whole = { ...trail, id: `${trail.id}-3` };
  expect(of([failing, narrow, whole])).toMatchObject({ state: 'covered', reason: 'reading' });
  expect(of([failing, { ...whole, logging: false }])).toMatchObject({ reason: 'delivery-failing' });
});

test('a stream that wrote every hour and writes no more is a gap since then', () => {
  const since = Date.parse('2026-03-02T10:00:00Z');
  const silent = silentStreams(
    [
      {
        accountId: SEEN,
        region: 'us-east-1',
        source: 'vpc-flow',
        first: since - hours(30),
        last: since - hours(1),
        written: 28,
      },
    ],
    since + hours(4),
  );
  const fact = about(facts([probe()], { silent }), SEEN, 'vpc-flow');
  expect(fact).toMatchObject({ state: 'gap', reason: 'silent', since });
  expect(fact?.detail).toContain('since 2026-03-02T10:00Z');
});

test.each([
  ['for less than four hours', 28, 30, 3.9],
  ['and wrote now and then only', 20, 30, 4],
  ['and was known for less than a day', 23, 23, 4],
])('a stream that is silent %s is none', (_, written, known, quiet) => {
  const life = {
    accountId: SEEN,
    region: 'us-east-1',
    source: 'vpc-flow',
    first: hours(1),
    last: hours(known),
    written,
  };
  expect(silentStreams([life], hours(known + 1 + quiet)).size).toBe(0);
});

test('a source that may not be asked about is a gap for that reason', () => {
  const queryRefusal: Refusal = { reason: 'role-missing-or-denied', detail: 'denied by a policy' };
  expect(about(facts([probe({ queryRefusal })]), SEEN, 'dns-query')).toMatchObject(queryRefusal);
});

const stream: LogConfiguration = {
  id: `arn:aws:firehose:us-east-1:${SEEN}:deliverystream/audit`,
  bucket: 'streams',
  prefix: 'eks/',
  homeRegion: 'us-east-1',
  stream: { name: 'audit', accountId: SEEN },
};

test('a Region without a resource that has such a log is no gap, and said to be so', () => {
  const detail = 'There is no EKS cluster in us-east-1.';
  expect(about(facts([probe()]), SEEN, 'eks-audit')).toMatchObject({ state: 'covered', reason: 'no-resource', detail });
});

const unread = (detail: string): Refusal => ({ reason: 'no-log-source', detail });

test('a resource whose log is not read is a gap that says what to do, and what is read all the same', () => {
  const clusters = { resources: 2, unread: [unread('The audit log of b is off: turn it on.')] };
  expect(about(facts([probe({ clusters })]), SEEN, 'eks-audit')).toMatchObject({
    state: 'gap',
    reason: 'no-log-source',
    detail: 'The audit log of b is off: turn it on.',
  });
  const partly = about(facts([probe({ clusters: { ...clusters, found: [stream] } })]), SEEN, 'eks-audit');
  expect(partly).toMatchObject({ state: 'gap', reason: 'no-log-source' });
  expect(partly?.detail).toBe('The audit log of b is off: turn it on. Everything else is read from streams.');
});

test('of many such resources the first are told, and how many there are besides', () => {
  const clusters = { resources: 5, unread: ['A.', 'B.', 'C.', 'D.', 'E.'].map(unread) };
  expect(about(facts([probe({ clusters })]), SEEN, 'eks-audit')?.detail).toBe('A. B. C. And 2 more.');
});

test('logs that are read only in part are a gap for the worst of the reasons', () => {
  const part: Refusal = { reason: 'events-left-out', detail: 'Rejected traffic of vpc-b is not logged.' };
  const fact = about(
    facts([probe({ vpcs: { resources: 3, unread: [part, unread('Nothing of vpc-c is.')] } })]),
    SEEN,
    'vpc-flow',
  );
  expect(fact).toMatchObject({ state: 'gap', reason: 'events-left-out' });
  expect(fact?.detail).toBe(
    'Rejected traffic of vpc-b is not logged. Nothing of vpc-c is. Everything else is read from flows.',
  );
});

test('logs that go through a stream of another account are covered in the account that they are of', () => {
  const central = { ...stream, stream: { name: 'audit', accountId: OTHER } };
  const denied = refusedProbe(OTHER, { reason: 'role-missing-or-denied', detail: 'no role there' });
  const all = facts([probe({ clusters: { resources: 1, found: [central] } }), denied]);
  expect(about(all, SEEN, 'eks-audit')).toMatchObject({ state: 'covered', detail: 'Read from streams.' });
});

test('logs of several Regions that cannot be told apart are a gap in each', () => {
  const east = probe({ clusters: { resources: 1, found: [stream] } });
  const west = { ...stream, homeRegion: 'eu-west-1' };
  const logging = new Map([['eks-audit', { found: [west], resources: 1, unread: [], refusal: undefined }]]);
  const all = facts([{ ...east, regions: [...east.regions, { region: 'eu-west-1', logging }] }]);
  const told = all.filter(({ source }) => source === 'eks-audit');
  expect(told.map(({ region, state }) => [region, state])).toEqual([
    ['eu-west-1', 'gap'],
    ['us-east-1', 'gap'],
  ]);
  expect(told[0]?.detail).toMatch(/named audit write logs of several Regions below s3:\/\/streams\/eks\/.*: give/);
});

test('a Region that was asked for and is not enabled is a gap', () => {
  expect(facts([probe()], { regions: ['us-east-1', 'me-central-1'] })).toContainEqual(
    expect.objectContaining({ region: 'me-central-1', state: 'gap', reason: 'region-not-enabled' }),
  );
});

test.each([
  ['SUSPENDED', 'account-suspended'],
  ['CLOSED', 'account-suspended'],
  ['PENDING_CLOSURE', 'account-pending-closure'],
  ['ACTIVE', undefined],
  ['A_STATE_YET_UNKNOWN', undefined],
])('an account that is %s is refused for %s', (status, reason) => {
  expect(refusalByStatus(memberAccount(OTHER, { status }))?.reason).toBe(reason);
});
