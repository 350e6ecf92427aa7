import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '#db/queries/access/tokens.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { openExamples } from '#services/cli/sample/examples.ts';
import { loadDetectors } from '#services/detectors.ts';
import type { Role, ViewerScope } from '#services/model/viewer.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { BUCKET_MADE_PUBLIC } from '../../../formats/findings.ts';
import { INSTALLATION, openApi } from '../open-api.ts';

const TYPE = 'Recon:EC2/Portscan';
const PART: ViewerScope = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] };
const ANOMALY = {
  bits: 9.5,
  threshold: 7,
  day: '2026-03-03',
  rates: 4,
  activeDays: 12,
  parts: [{ part: 'api', bits: 9.5, words: '9.5 bits: iam:CreateUser' }],
  ordinary: 'Had it called iam:CreateUser on 2 days.',
};

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  const detectors = (await loadDetectors()).filter(({ type }) => type === TYPE);
  const { service } = BUCKET_MADE_PUBLIC;
  const unusual = { ...BUCKET_MADE_PUBLIC, service: { ...service, additionalInfo: { anomaly: ANOMALY } } };
  api = await openApi([unusual], {
    detectors,
    installation: {
      ...INSTALLATION,
      settings: async () => [
        { setting: 'port', value: 4000, from: 'default', because: 'It is free.' },
        { setting: 'alertsPerAccountWeek', value: 1, from: 'default', because: 'Few.', achieved: 0.25 },
      ],
      lists: async () => ({
        lists: [{ name: 'tor', of: 'tor-exit', entries: 7, asOf: 1000, remarks: [] }],
        missing: ['No list of mining.'],
      }),
      trial: openExamples(detectors).trial,
    },
  });
  await api.database.db.transaction((tx) =>
    appendAudit(
      tx,
      ['one', 'two', 'three'].map((subject) => ({ who: 'alice', from: '203.0.113.9', what: 'rule.created', subject })),
      new Date(),
    ),
  );
});
afterAll(() => api.close());

async function as(role: Role, scope: ViewerScope) {
  const token = { name: 'test', granted: { role, scope }, days: 1 };
  return api.as((await createToken(api.database.db, token, 'local', new Date())).secret);
}

const TRIAL = `query Try($story: String!, $settings: JSON) {
  trial(type: "${TYPE}", story: $story, settings: $settings) { text isWhole found { severity title resourceId count } } }`;

test('a story is told to the engine, and to one with other settings', async () => {
  const { data } = await api.ask(`{ detector(type: "${TYPE}") { firesWhen quietWhen } }`);
  const detector = Object(data)['detector'];
  const [fires] = detector.firesWhen;
  const told = await api.ask(TRIAL, { story: fires });
  expect(told.errors).toBeUndefined();
  expect(told.data).toMatchObject({
    trial: { text: expect.stringMatching(/^version /), found: [{ severity: 'MEDIUM', count: expect.any(Number) }] },
  });
  const deaf = await api.ask(TRIAL, { story: fires, settings: { ports: 10_000, privilegedPorts: 10_000 } });
  expect(deaf.data).toMatchObject({ trial: { found: [] } });
  const off = await api.ask(TRIAL, { story: fires, settings: { enabled: false } });
  expect(off.data).toMatchObject({ trial: { found: [] } });
  const quiet = await api.ask(TRIAL, { story: detector.quietWhen[0] });
  expect(quiet.data).toMatchObject({ trial: { found: [] } });
});

test.each([
  ['no such story', { story: 'no such story' }],
  ['what every object has', { story: 'constructor' }],
  ['a setting that is none', { story: 'x', settings: { nothing: 1 } }],
  ['a value of another kind', { story: 'x', settings: { ports: 'many' } }],
  ['settings that are a list', { story: 'x', settings: [1] }],
])('%s is told of', async (_name, { story, settings }: { story: string; settings?: unknown }) => {
  const { data } = await api.ask(`{ detector(type: "${TYPE}") { firesWhen } }`);
  const named = story === 'x' ? Object(data)['detector'].firesWhen[0] : story;
  const { errors = [] } = await api.ask(TRIAL, { story: named, settings });
  expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
});

test('what an installation is set to is told to whoever sees all of it', async () => {
  const query = '{ settings { setting value from because achieved } lists { lists { name of entries asOf } missing } }';
  const { data, errors } = await (await as('viewer', EVERYTHING))(query);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    settings: [
      { setting: 'port', value: 4000, from: 'default', because: 'It is free.', achieved: null },
      { setting: 'alertsPerAccountWeek', value: 1, from: 'default', because: 'Few.', achieved: 0.25 },
    ],
    lists: {
      lists: [{ name: 'tor', of: 'tor-exit', entries: 7, asOf: '1970-01-01T00:00:01.000Z' }],
      missing: ['No list of mining.'],
    },
  });
  const partly = await as('admin', PART);
  for (const refused of ['{ settings { value } }', '{ lists { missing } }'])
    expect((await partly(refused)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});

test('the audit log is read page by page, the latest first, by administrators of everything', async () => {
  const query = `query Log($after: String) { auditLog(first: 2, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { place who from what subject hash } } }`;
  const ask = await as('admin', EVERYTHING);
  const first = Object((await ask(query)).data)['auditLog'];
  expect(first.nodes).toMatchObject([
    { subject: 'three', what: 'rule.created', who: 'alice', from: '203.0.113.9' },
    { subject: 'two' },
  ]);
  const second = Object((await ask(query, { after: first.pageInfo.endCursor })).data)['auditLog'];
  expect(second.nodes).toMatchObject([{ subject: 'one', place: 1 }]);
  expect(second.pageInfo.hasNextPage).toBe(false);
  const wrong = await ask(query, { after: Buffer.from('["x"]').toString('base64url') });
  expect(wrong.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  for (const [role, scope] of [
    ['engineer', EVERYTHING],
    ['admin', PART],
  ] as const)
    expect((await (await as(role, scope))(query)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});

test('a finding about learned behaviour says why, part by part', async () => {
  const fields = 'bits threshold day rates activeDays parts { part bits words } ordinary';
  const { data } = await api.ask(`{ findings(first: 1) { nodes { anomaly { ${fields} } } } }`);
  expect(data.findings.nodes).toEqual([{ anomaly: ANOMALY }]);
});
