import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putAccounts } from '#db/queries/accounts.ts';
import { putCoverage } from '#db/queries/coverage.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import type { Finding } from '#services/model/finding.ts';
import { FINDINGS, SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { logObject, NOW } from '../db/turns.ts';
import { openApi, storeFindings, type Answer } from './open-api.ts';

/** Forty-seven findings, many with equal times, so that pages must break ties. */
const MANY: readonly Finding[] = Array.from({ length: 47 }, (_, index) => ({
  ...SSH_BRUTE_FORCE,
  id: index.toString(16).padStart(32, '0'),
  accountId: index % 2 === 0 ? '111122223333' : '444455556666',
  region: index % 5 === 0 ? 'us-east-1' : 'eu-west-1',
  severity: [2, 5, 8, 9][index % 4] ?? 2,
  updatedAt: `2026-11-22T19:58:${String(Math.floor(index / 10)).padStart(2, '0')}.000Z`,
}));

const PAGE = `query Page($first: Int, $last: Int, $after: String, $before: String, $filter: FindingFilter, $orderBy: FindingOrder) {
  findings(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id severity updatedAt }
  }
}`;

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([...MANY, ...FINDINGS]);
  await putAccounts(
    api.database.db,
    [
      {
        id: '444455556666',
        name: 'workload',
        email: undefined,
        status: 'ACTIVE',
        management: false,
        joinedAt: new Date('2024-01-01T00:00:00Z'),
      },
    ],
    new Date('2026-11-22T20:00:00Z'),
  );
});
afterAll(() => api.close());

const ids = (answer: Answer): string[] => answer.data.findings.nodes.map(({ id }) => id);
const count = async (filter: object) => (await api.ask(PAGE, { filter })).data.findings.totalCount;
const total = (counts: readonly { readonly count: number }[]) => counts.reduce((sum, entry) => sum + entry.count, 0);
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;

describe('findings', () => {
  test.each(['UPDATED_AT', 'LAST_SEEN', 'SEVERITY'].flatMap((by) => ['ASCENDING', 'DESCENDING'].map((d) => [by, d])))(
    'pages by %s %s meet every finding once, in order, though many are tied',
    async (by, direction) => {
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const answer: Answer = await api.ask(PAGE, { first: 7, after, orderBy: { by, direction } });
        seen.push(...ids(answer));
        if (!answer.data.findings.pageInfo.hasNextPage) break;
        after = answer.data.findings.pageInfo.endCursor;
      }
      expect(seen).toHaveLength(MANY.length + FINDINGS.length);
      expect(new Set(seen).size).toBe(seen.length);
      const whole: Answer = await api.ask(PAGE, { first: 100, orderBy: { by, direction } });
      expect(seen).toEqual(ids(whole));
    },
  );

  test('walking backwards gives the same pages', async () => {
    const whole = ids(await api.ask(PAGE, { first: 100 }));
    const last = await api.ask(PAGE, { last: 5 });
    expect(ids(last)).toEqual(whole.slice(-5));
    const before: Answer = await api.ask(PAGE, { last: 5, before: last.data.findings.pageInfo.startCursor });
    expect(ids(before)).toEqual(whole.slice(-10, -5));
  });

  test('filters narrow by type, severity, account, Region, time and archived state', async () => {
    expect(await count({ types: ['Backdoor:EC2/C&CActivity.B!DNS'] })).toBe(1);
    expect(await count({ severities: ['CRITICAL'] })).toBe(MANY.filter(({ severity }) => severity >= 9).length);
    expect(await count({ accountIds: ['444455556666'], regions: ['us-east-1'] })).toBe(
      MANY.filter(({ accountId, region }) => accountId === '444455556666' && region === 'us-east-1').length,
    );
    expect(await count({ seenFrom: '2026-11-23T00:00:00Z' })).toBe(0);
    expect(await count({ archived: true })).toBe(1);
    expect(await count({ archived: null })).toBe(MANY.length + FINDINGS.length);
    expect(await count({ types: [] })).toBe(0);
    const all = [...MANY, ...FINDINGS];
    expect(await count({ or: [{ severityMin: 7 }, { archived: true }], not: null })).toBe(
      all.filter(({ severity, service }) => severity >= 7 || service.archived).length,
    );
    expect(await count({ and: [{ severityMin: 7 }], not: { severities: ['CRITICAL'] } })).toBe(
      all.filter(({ severity }) => severity >= 7 && severity < 9).length,
    );
  });

  test('mistakes of the caller are told, not masked', async () => {
    expect(codeOf(await api.ask(PAGE, { first: 101 }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await api.ask(PAGE, { first: -1 }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await api.ask(PAGE, { first: 1, last: 1 }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await api.ask(PAGE, { after: 'nonsense' }))).toBe('BAD_USER_INPUT');
    const deep = { not: { not: { not: { not: { not: { not: {} } } } } } };
    expect((await api.ask(PAGE, { filter: deep })).errors?.[0]?.message).toContain('at most 5 deep');
    const wide = { or: Array.from({ length: 101 }, () => ({})) };
    expect(codeOf(await api.ask(PAGE, { filter: wide }))).toBe('BAD_USER_INPUT');
    expect((await api.ask(PAGE, { filter: { types: ['no type'] } })).errors?.[0]?.message).toContain(
      'not a finding type',
    );
    expect((await api.ask(PAGE, { filter: { seenFrom: 'yesterday' } })).errors?.[0]?.message).toContain('ISO 8601');
  });

  test('a cursor of one order is refused in another', async () => {
    const first: Answer = await api.ask(PAGE, { first: 1 });
    const answer = await api.ask(PAGE, {
      after: first.data.findings.pageInfo.endCursor,
      orderBy: { by: 'SEVERITY', direction: 'DESCENDING' },
    });
    expect(answer.errors?.[0]?.message).toContain('start again without it');
  });

  test('one finding is asked for by its id, with its documents', async () => {
    const answer = await api.ask(
      `query One($id: ID!) { finding(id: $id) {
        type severityLabel
        resource { resourceId resourceType instanceDetails { instanceId networkInterfaces { privateIpAddress } } }
        service { count resourceRole eventFirstSeen action { __typename ... on NetworkConnectionAction { protocol remoteIpDetails { ipAddressV4 country { countryCode } organization { asn } } } }
          evidence { tallies origins { object position eventId time } } }
        asff: document(format: ASFF) guardduty: document(format: GUARDDUTY) } }`,
      { id: SSH_BRUTE_FORCE.id },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.finding).toMatchObject({
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severityLabel: 'LOW',
      resource: {
        resourceType: 'INSTANCE',
        instanceDetails: { networkInterfaces: [{ privateIpAddress: '10.0.4.17' }] },
      },
      service: {
        count: 214,
        resourceRole: 'TARGET',
        eventFirstSeen: '2026-11-20T08:01:12.000Z',
        action: {
          __typename: 'NetworkConnectionAction',
          remoteIpDetails: { ipAddressV4: '203.0.113.9', organization: { asn: '64500' } },
        },
        evidence: { origins: [{ position: 2, eventId: null }] },
      },
      asff: { SchemaVersion: '2018-10-08' },
      guardduty: { schemaVersion: '2.0', severity: 2 },
    });
  });

  test('an unknown id is null', async () => {
    expect((await api.ask('{ finding(id: "none") { id } }')).data).toEqual({ finding: null });
  });
});

test('every kind of action and resource can be read', async () => {
  const answer = await api.ask(`{ findings(first: 100, filter: { severityMin: 1 }) { nodes {
    resource { accessKeyDetails { accessKeyId userName } s3BucketDetails { name publicAccess } }
    service { action { ... on AwsApiCallAction { api affectedResources remoteIpDetails { ipAddressV6 } }
      ... on DnsRequestAction { domain domainWithSuffix } } additionalInfo
      evidence { threatIntelligenceDetails { threatListName threatNames } } } } } }`);
  expect(answer.errors).toBeUndefined();
  expect(JSON.stringify(answer.data)).toContain('"threatListName":"corp-c2-domains"');
  expect(JSON.stringify(answer.data)).toContain('"effectivePermission":"PUBLIC"');
});

test('accounts come with their coverage, and coverage shows gaps first', async () => {
  const answer = await api.ask(`{
    accounts { id accountId name status management joinedAt coverage { state reason source region detail } }
    coverage { accountId state reason }
    gaps: coverage(state: GAP) { accountId }
  }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data.accounts).toEqual([
    {
      id: 'account:444455556666',
      accountId: '444455556666',
      name: 'workload',
      status: 'ACTIVE',
      management: false,
      joinedAt: '2024-01-01T00:00:00.000Z',
      coverage: [
        {
          state: 'GAP',
          reason: 'NO_LOG_SOURCE',
          source: 'VPC_FLOW',
          region: 'eu-west-1',
          detail: 'No flow logs to S3: create one.',
        },
      ],
    },
  ]);
  expect(answer.data.coverage).toEqual([
    { accountId: '444455556666', state: 'GAP', reason: 'NO_LOG_SOURCE' },
    { accountId: '111122223333', state: 'COVERED', reason: 'READING' },
  ]);
  expect(answer.data.gaps).toHaveLength(1);
});

test('statistics count by severity, type, account and Region', async () => {
  const answer = await api.ask(`{
    statistics { findings bySeverity { severity count } byType { key count } byAccount { key count } byRegion { key count } }
    one: statistics(filter: { accountIds: ["444455556666"] }) { findings }
    reading { source objects }
  }`);
  expect(answer.errors).toBeUndefined();
  const { statistics, one } = answer.data;
  expect(statistics.findings).toBe(MANY.length + FINDINGS.length);
  for (const counts of [statistics.bySeverity, statistics.byType, statistics.byAccount, statistics.byRegion])
    expect(total(counts)).toBe(statistics.findings);
  expect(statistics.bySeverity.map(({ severity }) => severity)).toContain('CRITICAL');
  expect(one.findings).toBe(MANY.filter(({ accountId }) => accountId === '444455556666').length);
});

test('facets count within a filter, the most first, and no more than asked for', async () => {
  const facets =
    'types: facet(by: TYPE) { key count lastSeen } one: facet(by: CONTEXT_SEVERITY, first: 1) { key count }';
  const { data, errors } = await api.ask(`{ statistics(filter: { accountIds: ["444455556666"] }) { ${facets} } }`);
  expect(errors).toBeUndefined();
  const most = [...Map.groupBy(OF_ONE, ({ type }) => type)].toSorted(([, a], [, b]) => b.length - a.length)[0];
  expect(data.statistics).toMatchObject({ one: [{ count: expect.any(Number) }] });
  expect(Reflect.get(data.statistics, 'types')[0]).toMatchObject({ key: most?.[0], count: most?.[1].length });
  for (const first of [0, 201])
    expect(codeOf(await api.ask(`{ statistics { facet(by: TYPE, first: ${first}) { key } } }`))).toBe('BAD_USER_INPUT');
  const many = Array.from({ length: 13 }, (_, n) => `f${n}: facet(by: REGION) { key }`).join(' ');
  expect(codeOf(await api.ask(`{ statistics { ${many} } }`))).toBe('QUERY_TOO_COMPLEX');
});

const OF_ONE = [...MANY, ...FINDINGS].filter(({ accountId }) => accountId === '444455556666');

test('statistics count by day and hour of the last time', async () => {
  const answer = await api.ask(
    `{ statistics { findings overTime(step: HOUR) { from severity count } days: overTime { from count } } }`,
  );
  expect(answer.errors).toBeUndefined();
  const { findings, overTime } = answer.data.statistics;
  expect(total(overTime)).toBe(findings);
  const times = overTime.map(({ from }) => from);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(times.every((time) => time.endsWith(':00:00.000Z'))).toBe(true);
  const days: unknown = Reflect.get(answer.data.statistics, 'days');
  expect(days).toContainEqual({ from: expect.stringMatching(/T00:00:00.000Z$/), count: expect.any(Number) });
});

test('what comes after the end of changes is told, and nothing of before', async () => {
  const { data } = await api.ask('{ changesEnd }');
  const after = data.changesEnd;
  const ask = () =>
    api.ask('query Later($after: Cursor) { changes(after: $after, first: 100) { nodes { id } } }', { after });
  expect((await ask()).data.changes.nodes).toEqual([]);
  await storeFindings(api.database, [{ ...SSH_BRUTE_FORCE, id: 'cc'.repeat(16) }]);
  expect((await ask()).data.changes.nodes).toEqual([{ id: 'cc'.repeat(16) }]);
});

test('what was stored of a source that is gone is told without a name, and covers nothing', async () => {
  const { db } = api.database;
  await putLogObjects(db, [{ object: logObject(1, { source: 'gone' }), partition: 'gone/1' }], NOW);
  const fact = { accountId: '444455556666', region: 'us-east-1', source: 'gone', detail: 'Read.' };
  await putCoverage(db, [{ ...fact, about: 'detection', state: 'covered', reason: 'reading' }], NOW);
  const answer = await api.ask(`{ reading { source objects } coverage { source } }`);
  expect(answer.errors).toBeUndefined();
  expect(Reflect.get(answer.data, 'reading')).toContainEqual({ source: null, objects: 1 });
  expect(answer.data.coverage).toHaveLength(2);
});
