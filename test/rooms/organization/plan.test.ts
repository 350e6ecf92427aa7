import { describe, expect, test } from 'vitest';
import type { LogConfiguration, Probe, RegionProbe } from '#services/model/probe.ts';
import { refusedProbe } from '#services/organization/enrolment.ts';
import { planReading, withRemembered } from '#services/organization/plan.ts';
import { SOURCES } from '#services/sources/index.ts';
import { memberAccount } from '../../member-account.ts';

const MANAGEMENT = '111122223333';
const MEMBER = '444455556666';
const ARCHIVE = '777788889999';

const region = (name: string, found: Readonly<Record<string, readonly LogConfiguration[]>> = {}): RegionProbe => ({
  region: name,
  logging: new Map(Object.entries(found).map(([source, one]) => [source, { found: one, refusal: undefined }])),
});

const probe = (accountId: string, regions: readonly RegionProbe[], buckets: readonly string[] = []): Probe => ({
  accountId,
  refusal: undefined,
  buckets,
  regions,
});

const TRAIL: LogConfiguration = {
  id: `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/organization`,
  bucket: 'org-trail',
  prefix: '',
  homeRegion: 'us-east-1',
  multiRegion: true,
  organizationBy: MANAGEMENT,
  logging: true,
};
const { organizationBy: _, ...OWN_TRAIL } = TRAIL;
const FLOW_LOG: LogConfiguration = { id: 'fl-1', bucket: 'flow', prefix: '', homeRegion: 'us-east-1' };

const planOf = (probes: readonly Probe[]) =>
  planReading(
    {
      id: 'o-exampleorgid',
      accounts: probes.map(({ accountId }) => memberAccount(accountId, { management: accountId === MANAGEMENT })),
      probes,
    },
    SOURCES,
    'admin',
  );

const prefixesOf = (probes: readonly Probe[]) =>
  planOf(probes)
    .prefixes.map(({ bucket, prefix }) => `${bucket}/${prefix}`)
    .toSorted();

describe('an organization trail', () => {
  test('is planned once for every account and Region, whoever shows it', () => {
    const shown = [region('us-east-1', { cloudtrail: [TRAIL] }), region('eu-west-1', { cloudtrail: [TRAIL] })];
    expect(prefixesOf([probe(MANAGEMENT, shown), probe(MEMBER, shown)])).toEqual([
      `org-trail/AWSLogs/o-exampleorgid/${MANAGEMENT}/CloudTrail/eu-west-1/`,
      `org-trail/AWSLogs/o-exampleorgid/${MANAGEMENT}/CloudTrail/us-east-1/`,
      `org-trail/AWSLogs/o-exampleorgid/${MEMBER}/CloudTrail/eu-west-1/`,
      `org-trail/AWSLogs/o-exampleorgid/${MEMBER}/CloudTrail/us-east-1/`,
    ]);
  });

  test('is read for members that refuse us too, in the Regions that others have', () => {
    const denied = refusedProbe(MEMBER, { reason: 'role-missing-or-denied', detail: 'no role' });
    expect(prefixesOf([probe(MANAGEMENT, [region('us-east-1', { cloudtrail: [TRAIL] })]), denied])).toContain(
      `org-trail/AWSLogs/o-exampleorgid/${MEMBER}/CloudTrail/us-east-1/`,
    );
  });

  test('is not read in Regions that it does not deliver', () => {
    const single = { ...TRAIL, multiRegion: false };
    const shown = [region('us-east-1', { cloudtrail: [single] }), region('eu-west-1', { cloudtrail: [single] })];
    expect(prefixesOf([probe(MANAGEMENT, shown)])).toEqual([
      `org-trail/AWSLogs/o-exampleorgid/${MANAGEMENT}/CloudTrail/us-east-1/`,
    ]);
  });

  test('a trail that delivers wins over a stopped one to the same place, whichever is shown first', () => {
    const live = { ...TRAIL, id: `${TRAIL.id}-live` };
    const stopped = { ...TRAIL, logging: false };
    for (const trails of [
      [live, stopped],
      [stopped, live],
    ])
      expect(planOf([probe(MANAGEMENT, [region('us-east-1', { cloudtrail: trails })])]).prefixes).toMatchObject([
        { live: true },
      ]);
  });

  test('is read when it is stopped, for the record that tells of it comes last, and is known to be', () => {
    const stopped = [region('us-east-1', { cloudtrail: [{ ...TRAIL, logging: false }] })];
    const { prefixes } = planOf([probe(MANAGEMENT, stopped)]);
    expect(prefixes.map(({ live }) => live)).toEqual([false]);
  });
});

describe('prefixes', () => {
  test("stand where each kind of log puts AWS's layout", () => {
    const own = { ...OWN_TRAIL, bucket: 'own', prefix: 'some/where/' };
    const queryLog = { id: 'rqlc-1', resource: 'vpc-1', bucket: 'dns', prefix: 'q/', homeRegion: 'us-east-1' };
    const seen = region('us-east-1', {
      cloudtrail: [own],
      'vpc-flow': [FLOW_LOG, { ...FLOW_LOG, id: 'fl-2', hive: true }],
      'dns-query': [queryLog],
    });
    expect(prefixesOf([probe(MEMBER, [seen])])).toEqual([
      `dns/q/AWSLogs/${MEMBER}/vpcdnsquerylogs/vpc-1/`,
      `flow/AWSLogs/${MEMBER}/vpcflowlogs/us-east-1/`,
      `flow/AWSLogs/aws-account-id=${MEMBER}/aws-service=vpcflowlogs/aws-region=us-east-1/`,
      `own/some/where/AWSLogs/${MEMBER}/CloudTrail/us-east-1/`,
    ]);
  });

  test('are known to be of Hive where they are, for their dates stand otherwise', () => {
    const hive = { ...FLOW_LOG, id: 'fl-2', bucket: 'hive', hive: true };
    const { prefixes } = planOf([probe(MEMBER, [region('us-east-1', { 'vpc-flow': [FLOW_LOG, hive] })])]);
    expect(prefixes.map((each) => [each.bucket, each.hive])).toEqual([
      ['flow', false],
      ['hive', true],
    ]);
  });

  test('cannot be told of a log of a resource that is not named', () => {
    const nameless = { id: 'rqlc-1', bucket: 'dns', prefix: '', homeRegion: 'us-east-1' };
    expect(() => planOf([probe(MEMBER, [region('us-east-1', { 'dns-query': [nameless] })])])).toThrow(
      'The keys of vpcdnsquerylogs name a resource, and none is known.',
    );
  });

  test('two flow logs to one place are one prefix', () => {
    const seen = region('us-east-1', { 'vpc-flow': [FLOW_LOG, { ...FLOW_LOG, id: 'fl-2' }] });
    expect(prefixesOf([probe(MEMBER, [seen])])).toHaveLength(1);
  });
});

const stream = (name: string, accountId: string, changes: Partial<LogConfiguration> = {}): LogConfiguration => ({
  id: `arn:aws:firehose:us-east-1:${accountId}:deliverystream/${name}`,
  bucket: 'streams',
  prefix: 'eks/',
  homeRegion: 'us-east-1',
  stream: { name, accountId },
  ...changes,
});
const seen = (found: LogConfiguration, name = 'us-east-1', source = 'eks-audit') => region(name, { [source]: [found] });

describe('what a delivery stream writes', () => {
  test('stands below its prefix as it is, and is collected for the account of the stream', () => {
    const central = stream('audit', ARCHIVE);
    const { prefixes, shared, readers } = planOf([
      probe(MEMBER, [seen(central)]),
      probe(MANAGEMENT, [seen(central)]),
      probe(ARCHIVE, [region('us-east-1')], ['streams']),
    ]);
    expect(prefixes).toMatchObject([
      { source: 'eks-audit', accountId: ARCHIVE, prefix: 'eks/', stream: 'audit', owner: ARCHIVE, live: true },
    ]);
    expect(shared.map(({ accountId }) => accountId)).toEqual([MEMBER, MANAGEMENT]);
    expect(readers.get('streams')).toEqual(['admin', ARCHIVE]);
  });

  test('is listed once where it holds several kinds of logs, and told of for each', () => {
    const both = stream('all', MEMBER);
    const logging = { 'eks-audit': [both], 'rds-login': [both] };
    const { prefixes, shared } = planOf([probe(MEMBER, [region('us-east-1', logging)])]);
    expect(prefixes).toHaveLength(1);
    expect(shared.map(({ source }) => source)).toEqual(['eks-audit', 'rds-login']);
  });

  test('is a place of its own beside what another stream writes below the same prefix', () => {
    const west = stream('west', MEMBER, { homeRegion: 'eu-west-1' });
    const regions = [seen(stream('east', MEMBER)), seen(west, 'eu-west-1')];
    const { prefixes, mixed } = planOf([probe(MEMBER, regions)]);
    expect(prefixes.map((each) => [each.stream, each.region])).toEqual([
      ['east', 'us-east-1'],
      ['west', 'eu-west-1'],
    ]);
    expect(mixed).toEqual([]);
  });

  test('is not read where streams of one name write logs of two Regions alike, not even as it was before', () => {
    const regions = [
      seen(stream('audit', MEMBER)),
      seen(stream('audit', MEMBER, { homeRegion: 'eu-west-1' }), 'eu-west-1'),
    ];
    const plan = planOf([probe(MEMBER, regions)]);
    expect([plan.prefixes, plan.shared]).toEqual([[], []]);
    expect(plan.mixed.map((each) => each.region)).toEqual(['us-east-1', 'eu-west-1']);
    const before = planOf([probe(MEMBER, regions.slice(0, 1))]).prefixes.map((place) => ({ place, as: MEMBER }));
    expect(before).toHaveLength(1);
    expect(withRemembered(plan, before).prefixes).toEqual([]);
  });
});

describe('readers', () => {
  const shown = probe(MANAGEMENT, [region('us-east-1', { cloudtrail: [TRAIL] })]);

  test('are the administrator, then the account that owns the bucket', () => {
    const { readers, prefixes } = planOf([shown, probe(ARCHIVE, [region('us-east-1')], ['org-trail'])]);
    expect(readers.get('org-trail')).toEqual(['admin', ARCHIVE]);
    expect(new Set(prefixes.map(({ owner }) => owner))).toEqual(new Set([ARCHIVE]));
  });

  test('are the administrator, then the account of the trail, when nobody is known to own the bucket', () => {
    const { readers, prefixes } = planOf([shown, probe(ARCHIVE, [region('us-east-1')])]);
    expect(readers.get('org-trail')).toEqual(['admin', MANAGEMENT]);
    expect(prefixes[0]?.owner).toBeUndefined();
  });
});

test('what nobody shows any more is still read, by who read it last', () => {
  const before = planOf([probe(MEMBER, [region('us-east-1', { cloudtrail: [OWN_TRAIL] })])]);
  const now = planOf([probe(MEMBER, [region('us-east-1')])]);
  const remembered = before.prefixes.map((place) => ({ place, as: MEMBER }));
  const { prefixes, readers } = withRemembered(now, remembered);
  expect(prefixes).toEqual(before.prefixes.map((place) => ({ ...place, live: false })));
  expect(readers.get('org-trail')).toEqual([MEMBER]);
  expect(withRemembered(before, remembered)).toEqual(before);
});
