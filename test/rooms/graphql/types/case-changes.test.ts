import { afterAll, beforeAll, expect, test } from 'vitest';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { finding } from '../../db/turns.ts';
import { openApi, storeFindings } from '../open-api.ts';

const OPEN = MANY_FINDINGS.filter(({ service }) => !service.archived).map(({ id }) => id);
const [FIRST = '', SECOND = ''] = OPEN;
const PAYLOAD =
  '{ count clientMutationId findings { id status closedBy { who because } assignee } userErrors { code subject } }';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(MANY_FINDINGS);
});
afterAll(() => api.close());

async function change(field: string, given: string, which: object): Promise<unknown> {
  const query = `mutation Change($ids: [ID!], $filter: FindingFilter, $key: String) {
    done: ${field}(ids: $ids, filter: $filter, clientMutationId: $key${given}) ${PAYLOAD} }`;
  const answer = await api.ask(query, which);
  expect(answer.errors).toBeUndefined();
  return Object.entries(answer.data)[0]?.[1];
}

test('findings are archived by their ids, with why, and what is not there is said', async () => {
  const absent = 'f'.repeat(32);
  expect(await change('archiveFindings', ', because: "ours"', { ids: [FIRST, absent, 'odd'] })).toMatchObject({
    count: 1,
    findings: [{ id: FIRST, status: 'ARCHIVED', closedBy: { because: 'ours' } }],
    userErrors: [
      { code: 'NOT_FOUND', subject: absent },
      { code: 'NOT_FOUND', subject: 'odd' },
    ],
  });
  const { data } = await api.ask(`{ finding(id: "${FIRST}") { service { archived } history { what who } } }`);
  expect(data.finding).toEqual({
    service: { archived: true },
    history: [{ what: 'finding.decide', who: 'token:settings' }],
  });
  expect(await change('unarchiveFindings', '', { ids: [FIRST] })).toMatchObject({ count: 1 });
});

test('a filter stands for all that it lets through, and says who has what in hand', async () => {
  const filter = { archived: false, accountIds: ['444455556666'] };
  const some = MANY_FINDINGS.filter((each) => !each.service.archived && each.accountId === '444455556666');
  expect(await change('assignFindings', ', assignee: "bob"', { filter })).toMatchObject({ count: some.length });
  const { data } = await api.ask('{ findings(filter: { assignees: ["bob"] }) { totalCount } }');
  expect(data.findings.totalCount).toBe(some.length);
});

test('the same request with a key is answered again and not done again; another request with it is refused', async () => {
  const once = { ids: [SECOND], key: 'k1' };
  const done = await change('commentOnFindings', ', text: "seen"', once);
  expect(done).toMatchObject({ count: 1, clientMutationId: 'k1' });
  expect(await change('commentOnFindings', ', text: "seen"', once)).toEqual(done);
  expect(await change('commentOnFindings', ', text: "seen again"', once)).toMatchObject({
    count: 0,
    userErrors: [{ code: 'KEY_REUSED' }],
  });
  const { data } = await api.ask(`{ finding(id: "${SECOND}") { comments { text who } } }`);
  expect(data.finding).toEqual({ comments: [{ text: 'seen', who: 'token:settings' }] });
});

test.each([
  ['neither ids nor a filter', 'archiveFindings', '', {}],
  ['both', 'archiveFindings', '', { ids: [FIRST], filter: {} }],
  ['an empty comment', 'commentOnFindings', ', text: "  "', { ids: [FIRST] }],
  ['a reason of a book', 'archiveFindings', `, because: "${'x'.repeat(2001)}"`, { ids: [FIRST] }],
  ['a name that is no text', 'assignFindings', ', assignee: ""', { ids: [FIRST] }],
])('%s is the mistake of whoever asks', async (_, field, given, which) => {
  expect(await change(field, given, which)).toMatchObject({ count: 0, userErrors: [{ code: 'INVALID' }] });
});

test('more findings than may be changed at once are refused, and none is changed', async () => {
  const many = Array.from({ length: 1001 }, (_, n) => finding(1000 + n, { region: 'eu-north-1' }));
  await storeFindings(api.database, many);
  expect(await change('archiveFindings', '', { filter: { regions: ['eu-north-1'] } })).toMatchObject({
    count: 0,
    userErrors: [{ code: 'TOO_MANY' }],
  });
  const { data } = await api.ask('{ findings(filter: { archived: true, regions: ["eu-north-1"] }) { totalCount } }');
  expect(data.findings.totalCount).toBe(0);
});
