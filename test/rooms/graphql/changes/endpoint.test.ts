import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFindings } from '#db/queries/commit.ts';
import { created, finding, NOW } from '../../db/turns.ts';
import { printChangeCursor } from '#graphql/changes/cursor.ts';
import { openApi, TOKEN } from '../open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([finding(1), finding(2, { accountId: '444455556666', severity: 8 })]);
});
afterAll(() => api.close());

const write = (...numbers: readonly number[]) =>
  writeFindings(api.database.db, created(...numbers.map((n) => finding(n))), NOW);

async function get(params: string, init: RequestInit = {}) {
  const response = await api.fetch(`/v1/findings/changes${params}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    ...init,
  });
  const text = await response.text();
  const lines = response.status === 200 ? text.split('\n').slice(0, -1) : [];
  return {
    status: response.status,
    headers: response.headers,
    cursor: response.headers.get('vedette-cursor') ?? '',
    caughtUp: response.headers.get('vedette-caught-up'),
    text,
    ids: lines.map((line) => {
      const { id, Id }: { id?: string; Id?: string } = JSON.parse(line);
      return Number((id ?? Id)?.split('/').at(-1));
    }),
  };
}

const CHANGES = `query Changes($after: Cursor, $first: Int, $filter: FindingFilter) {
  changes(after: $after, first: $first, filter: $filter) {
    edges { cursor node { id } } nodes { id } endCursor caughtUp heldSince } }`;

async function ask(variables: object) {
  const { data, errors } = await api.ask(CHANGES, variables);
  return { changes: data?.changes, errors };
}

describe('GET /v1/findings/changes', () => {
  test('tells all there is, page by page, and then what changes', async () => {
    const first = await get('?limit=1');
    expect(first).toMatchObject({ status: 200, ids: [1], caughtUp: 'false' });
    expect(first.headers.get('content-type')).toContain('ndjson');
    expect(first.headers.get('content-length')).toBe(String(Buffer.byteLength(first.text)));
    const second = await get(`?after=${first.cursor}`);
    expect(second).toMatchObject({ ids: [2], caughtUp: 'true' });
    await write(3);
    expect((await get(`?after=${second.cursor}`)).ids).toEqual([3]);
  });

  test('the link of a page leads to the next one, with all that was asked for', async () => {
    const first = await get('?limit=1&format=asff&accountIds=111122223333&accountIds=444455556666');
    const [, next = ''] =
      /^<\/v1\/findings\/changes(\?[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(next).toContain('format=asff&accountIds=111122223333&accountIds=444455556666&after=');
    const second = await get(next);
    expect(second.ids).toEqual([2]);
    // The link of the next page leads to what follows it, not back.
    const [, third = ''] = /changes(\?[^>]+)>/.exec(second.headers.get('link') ?? '') ?? [];
    expect(await get(third)).toMatchObject({ ids: [3], caughtUp: 'true' });
  });

  test('the last line holds the cursor for whoever asks so', async () => {
    const { text, cursor } = await get('?cursor=line&limit=1&format=asff');
    const [, last, end] = text.split('\n');
    expect(last).toBe(JSON.stringify({ cursor, caughtUp: false }));
    expect(end).toBe('');
    expect((await get(`?cursor=line&after=${cursor}&types=Recon:EC2/Portscan`)).text).toMatch(
      /^\{"cursor":"[\w-]+","caughtUp":true\}\n$/,
    );
  });

  test('filters narrow, and the cursor moves on all the same', async () => {
    const page = await get('?severityMin=7&archived=false&severities=high&createdFrom=2026-01-01T00:00Z');
    expect(page).toMatchObject({ ids: [2], caughtUp: 'true' });
    const either = encodeURIComponent('{"or":[{"severities":["HIGH"]},{"not":{"archived":false}}]}');
    expect((await get(`?filter=${either}`)).ids).toEqual([2]);
    expect((await get(`?filter=${either}&severityMin=9`)).ids).toEqual([]);
    const none = await get('?types=Recon:EC2/Portscan');
    expect(none.ids).toEqual([]);
    expect((await get(`?after=${none.cursor}`)).ids).toEqual([]);
  });

  test('waits for what comes, and no longer than asked', async () => {
    const { cursor } = await get('');
    const waiting = get(`?after=${cursor}&wait=30`);
    await write(10);
    expect((await waiting).ids).toEqual([10]);
    const startedAt = performance.now();
    expect(await get(`?after=${(await get('')).cursor}&wait=1`)).toMatchObject({ ids: [], caughtUp: 'true' });
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test.each([
    ['?after=nonsense', 'without one'],
    [`?after=${Buffer.from('["x",1]').toString('base64url')}`, 'without one'],
    [`?after=${'A'.repeat(401)}`, 'without one'],
    ['?limit=0', '1 to 1000'],
    ['?limit=1&limit=2', 'one value'],
    ['?limit=1001', '1 to 1000'],
    ['?limit=1e2', '1 to 1000'],
    ['?wait=61', '0 to 50'],
    ['?format=pdf', 'guardduty'],
    ['?cursor=body', 'header, line'],
    ['?severityMin=high', 'a number'],
    ['?severityMin=1&severityMin=2', 'one value'],
    ['?severityMin=%20', 'a number'],
    ['?archived=maybe', 'true or false'],
    ['?archived=constructor', 'true or false'],
    ['?assigned=maybe', 'true or false'],
    ['?statuses=gone', 'REOPENED'],
    ['?filter=archived', 'is not JSON'],
    ['?filter={"or":[{"archived":"yes"}]}', 'or.0.archived'],
    ['?updatedFrom=yesterday', '2026-11-22T19:47:03Z'],
    ['?updatedFrom=0000-01-01', '2026-11-22T19:47:03Z'],
    ['?updatedFrom=2026-02-30', '2026-11-22T19:47:03Z'],
    ['?updatedFrom=2026-02-03T10:00:00', '2026-11-22T19:47:03Z'],
    [`?text=${'a'.repeat(201)}`, '200 characters'],
    ['?regions=', 'no value'],
    ['?types=nothing', 'a finding type'],
    ['?severities=urgent', 'severities.0: expected Low'],
    ['?accountIds=%00', 'accountIds.0: text must be valid Unicode without NUL'],
    ['?account=1', 'accountIds'],
  ])('%s is refused: %s', async (params, words) => {
    const { status, text } = await get(params);
    expect(status).toBe(400);
    expect(text).toContain(words);
    expect(text).toContain('BAD_USER_INPUT');
  });

  test('a cursor of another database is gone, and says what to do', async () => {
    const cursor = printChangeCursor({ epoch: '00000000-0000-4000-8000-000000000000', place: 1, id: undefined });
    const { status, text } = await get(`?after=${cursor}`);
    expect(status).toBe(410);
    expect(text).toContain('CURSOR_EPOCH');
    expect(text).toContain('without a cursor');
    const { errors } = await ask({ after: cursor });
    expect(errors?.[0]?.extensions?.code).toBe('CURSOR_EPOCH');
  });

  test('strangers and other methods are refused', async () => {
    expect((await get('', { headers: {} })).status).toBe(401);
    expect(await get('', { method: 'DELETE' })).toMatchObject({ status: 405 });
  });
});

describe('changes over GraphQL', () => {
  test('are those of the lines, at the same cursors', async () => {
    const { changes } = await ask({ first: 2 });
    expect(changes).toMatchObject({ caughtUp: false, heldSince: null });
    expect(changes?.edges.map(({ node }) => Number(node.id))).toEqual([1, 2]);
    expect(changes?.nodes).toHaveLength(2);
    const { ids } = await get(`?after=${changes?.endCursor}`);
    expect((await get(`?after=${changes?.edges[1]?.cursor}`)).ids).toEqual(ids);
    expect((await ask({ after: changes?.endCursor })).changes?.nodes.map(({ id }) => Number(id))).toEqual(ids);
  });

  test.each([{ after: 'nonsense' }, { first: 101 }, { first: 0 }])('%o is the caller’s mistake', async (variables) => {
    expect((await ask(variables)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('are pushed to who subscribes', async () => {
    const { changes } = await ask({ first: 100 });
    const body = JSON.stringify({
      query: 'subscription S($after: Cursor) { changes(after: $after) { nodes { id } endCursor } }',
      variables: { after: changes?.endCursor },
    });
    const gone = new AbortController();
    const response = await api.fetch('/graphql', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        accept: 'text/event-stream',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
      signal: gone.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await write(20);
    let heard = '';
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk).toString();
      if (heard.includes('endCursor')) break;
    }
    expect(heard).toContain(finding(20).id);
  });
});
