import { afterAll, beforeAll, expect, test } from 'vitest';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { finding } from '../../db/turns.ts';
import { openApi, type Answer } from '../open-api.ts';

const PORTSCANS = { field: 'type', operator: 'EQUALS', values: ['Recon:EC2/Portscan'] };
const OF_NOW = { field: 'resourceId', operator: 'MATCHES', values: ['i-*'] };
const RULE = {
  name: 'scanner',
  effect: 'SUPPRESS',
  owner: 'alice',
  because: 'ours',
  endlessBecause: 'ours',
  criteria: [PORTSCANS, OF_NOW],
};
const MADE =
  '{ rule { id name effect severity criteria { field operator values } } preview { matches byType { type count } unseen } userErrors { code } clientMutationId }';
const COUNT = MANY_FINDINGS.filter(({ type }) => type === 'Recon:EC2/Portscan').length;

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  const attack = finding(1, { type: 'Recon:EC2/Portscan' });
  api = await openApi(MANY_FINDINGS, {
    attacks: async () => [{ ...attack, resource: { ...attack.resource, id: 'eni-1' } }],
  });
});
afterAll(() => api.close());

const doneOf = ({ data }: Answer): unknown => Object.entries(data)[0]?.[1];
async function create(rule: object, rest: object = {}) {
  const query = `mutation Make($rule: RuleInput!, $force: Boolean, $key: String) {
    done: createRule(rule: $rule, force: $force, clientMutationId: $key) ${MADE} }`;
  return doneOf(await api.ask(query, { rule, ...rest }));
}

test('a rule is previewed, made, listed with what it hides, changed and removed', async () => {
  const preview = { matches: COUNT, byType: [{ type: 'Recon:EC2/Portscan', count: COUNT }], unseen: [] };
  const previewed = await api.ask(`query P($rule: RuleInput!) { previewRule(rule: $rule) ${MADE} }`, { rule: RULE });
  expect(doneOf(previewed)).toMatchObject({ rule: null, preview, userErrors: [] });
  expect(doneOf(await api.ask('{ rules { findings } }'))).toEqual([]);

  const done = await create(RULE, { key: 'k' });
  expect(done).toMatchObject({ rule: { name: 'scanner', criteria: RULE.criteria }, preview, clientMutationId: 'k' });
  expect(await create(RULE, { key: 'k' })).toMatchObject({ rule: Object(done).rule });
  const { id } = Object(done).rule;
  expect(doneOf(await api.ask('{ rules { inForce findings rule { id owner } } }'))).toEqual([
    { inForce: true, findings: COUNT, rule: { id, owner: 'alice' } },
  ]);
  const { data } = await api.ask(`{ findings(filter: { suppressedBy: ["${id}"] }, first: 1) {
    totalCount nodes { status suppressedBy closedBy { kind who because } } } }`);
  expect(data.findings).toEqual({
    totalCount: COUNT,
    nodes: [{ status: 'ARCHIVED', suppressedBy: id, closedBy: { kind: 'RULE', who: 'alice', because: 'ours' } }],
  });

  const again = `query P($id: ID, $rule: RuleInput!) { previewRule(id: $id, rule: $rule) { preview { earlier } } }`;
  const earlier = async (of: object) => doneOf(await api.ask(again, { rule: RULE, ...of }));
  expect(await earlier({})).toEqual({ preview: { earlier: COUNT } });
  expect(await earlier({ id })).toEqual({ preview: { earlier: 0 } });

  const rate = { ...RULE, effect: 'RATE', severity: 9.5 };
  const change = `mutation Change($id: ID!, $rule: RuleInput!) { changeRule(id: $id, rule: $rule) ${MADE} }`;
  expect(doneOf(await api.ask(change, { id, rule: rate }))).toMatchObject({ rule: { id, severity: 9.5 } });
  const rated = await api.ask(`{ findings(filter: { ratedBy: ["${id}"] }, first: 1) {
    totalCount nodes { contextSeverity contextSeverityLabel ratedBecause document(format: ASFF) } } }`);
  expect(rated.data.findings).toMatchObject({
    totalCount: COUNT,
    nodes: [
      {
        contextSeverity: 9.5,
        contextSeverityLabel: 'CRITICAL',
        ratedBecause: 'ours',
        document: { Severity: { Label: 'CRITICAL', Original: expect.stringMatching(/^\d\.0$/) } },
      },
    ],
  });
  const remove = `mutation Remove($id: ID!, $key: String) { removeRule(id: $id, clientMutationId: $key) { userErrors { code } } }`;
  for (const _ of [1, 2]) expect(doneOf(await api.ask(remove, { id, key: 'r' }))).toEqual({ userErrors: [] });
  expect(doneOf(await api.ask(remove, { id: 'x', key: 'r' }))).toEqual({ userErrors: [{ code: 'KEY_REUSED' }] });
  expect(doneOf(await api.ask(remove, { id }))).toEqual({ userErrors: [{ code: 'NOT_FOUND' }] });
});

test('a rule that would hide a simulated attack is refused, and made with force', async () => {
  const wide = { ...RULE, criteria: [PORTSCANS, { field: 'accountId', operator: 'EQUALS', values: ['999988887777'] }] };
  const refused = { rule: null, preview: { unseen: ['Recon:EC2/Portscan'] }, userErrors: [{ code: 'SILENCES' }] };
  expect(await create(wide)).toMatchObject(refused);
  expect(await create(wide, { force: true })).toMatchObject({ rule: { name: 'scanner' }, userErrors: [] });
});

test.each([
  ['no field', { criteria: [{ ...PORTSCANS, field: 'typ' }] }],
  ['no criterion', { criteria: [] }],
  ['no expiry', { endlessBecause: null }],
  ['a rating without a severity', { effect: 'RATE' }],
  ['hiding with a severity', { severity: 5 }],
])('%s is the mistake of whoever asks', async (_, rest) => {
  expect(await create({ ...RULE, ...rest })).toMatchObject({ rule: null, userErrors: [{ code: 'INVALID' }] });
});

test('a rule of addresses is a trusted list: it hides what its preview said, and is told of beside the lists', async () => {
  const everybody = { field: 'remoteAddress', operator: 'WITHIN', values: ['0.0.0.0/0'] };
  const offices = { ...RULE, name: 'offices', criteria: [everybody] };
  expect(await create(offices)).toMatchObject({ rule: null, userErrors: [{ code: 'SILENCES' }] });
  const made = Object(await create(offices, { force: true }));
  expect(made.preview.matches).toBeGreaterThan(0);
  const { lists } = Object(
    (await api.ask('{ lists { trusted { inForce findings rule { id name owner because } } } }')).data,
  );
  const { id } = made.rule;
  expect(lists.trusted).toEqual([
    { inForce: true, findings: made.preview.matches, rule: { id, name: 'offices', owner: 'alice', because: 'ours' } },
  ]);
});
