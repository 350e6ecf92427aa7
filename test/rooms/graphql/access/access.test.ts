import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback } from '#graphql/access/access.ts';
import { createApi } from '#graphql/api.ts';
import { serveApi } from '#graphql/server.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { apiOptions, openApi, READY, TOKEN } from '../open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([SSH_BRUTE_FORCE]);
});
afterAll(() => api.close());

describe('with a token', () => {
  test('who shows it may read', async () => {
    expect((await api.ask('{ findings { totalCount } }')).data).toEqual({ findings: { totalCount: 1 } });
  });

  test.each(['', 'Bearer', 'Bearer wrong', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN}x`])(
    '"%s" may not',
    async (authorization) => {
      const answer = await api.ask('{ findings { totalCount } }', {}, { authorization });
      expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(answer.data ?? null).toBeNull();
    },
  );

  test('the schema is shown to those who may read, and to nobody else', async () => {
    const introspection = getIntrospectionQuery();
    expect((await api.ask(introspection)).errors).toBeUndefined();
    expect(await api.ask(introspection, {}, { authorization: '' })).toMatchObject({ status: 401 });
  });

  test('why a token cannot be looked up is told to the log, and not to whoever shows it', async () => {
    const told: unknown[] = [];
    const tell = (error: unknown) => void told.push(error);
    const cause = new Error('A query failed.');
    const now = () => {
      throw cause;
    };
    const logging = { debug: tell, info: tell, warn: tell, error: tell };
    const { fetch } = createApi(apiOptions(api.database, { logging, now }));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch('http://127.0.0.1:4000/graphql', { headers });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      '{"errors":[{"message":"Internal error; see the log of the service.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}',
    );
    expect(told).toEqual([cause]);
  });

  test('there is no page to try queries with', async () => {
    const response = await api.fetch('/graphql', { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });
});

const open = () => createApi(apiOptions(api.database, { access: { kind: 'loopback' }, graphiql: true }));

test.each([
  ['a page to try queries with', '/graphql?query=mutation{a}', { accept: 'text/html' }],
  ['an answer', '/graphql?query={viewer{name}}', {}],
  ['a mistake', '/graphql', {}],
  ['a refusal', '/graphql', { host: 'evil.example' }],
  ['nothing', '/nowhere', {}],
])('no page of others may frame, and no browser keeps, %s', async (_, path, headers) => {
  const response = await open().fetch(`http://127.0.0.1:4000${path}`, { headers });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
});

const browse = async (init: RequestInit & { headers: Record<string, string> }, path = '/graphql') =>
  (await open().fetch(`http://127.0.0.1:4000${path}`, init)).status;

describe('without a token', () => {
  const body = JSON.stringify({ query: '{ findings { totalCount } }' });
  const post = (host: string) => ({
    method: 'POST',
    headers: { host, 'content-type': 'application/json', 'content-length': String(body.length) },
    body,
  });

  test.each(['127.0.0.1:4000', 'localhost:4000', '[::1]:4000', '127.0.0.1'])('%s may read', async (host) => {
    const response = await open().fetch('http://127.0.0.1:4000/graphql', post(host));
    expect(await response.json()).toEqual({ data: { findings: { totalCount: 1 } } });
  });

  test.each<readonly [host: string, isOwn: boolean]>([
    ['localhost', true],
    ['::1', true],
    ['[::1]', true],
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['', false],
    ['0.0.0.0', false],
    ['[::]', false],
    ['127.0.0', false],
    ['127.0.0.1.5', false],
    ['127.0.0.1000', false],
    ['127.a.0.1', false],
    ['127.0.a.1', false],
    ['127.0.0.a', false],
    ['127.0.0.1.example', false],
    ['a127.0.0.1', false],
    ['localhost.example', false],
  ])('%s always means this machine: %s', (host, isOwn) => {
    expect(isLoopback(host)).toBe(isOwn);
  });

  test.each(['rebound.example:4000', '192.0.2.7:4000', 'localhost.example', '127.0.0.1.example'])(
    'a page that calls this machine %s reads nothing',
    async (host) => {
      const response = await open().fetch('http://127.0.0.1:4000/graphql', post(host));
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('totalCount');
    },
  );

  test('the page to try queries with needs nothing from the network', async () => {
    const response = await open().fetch('http://127.0.0.1:4000/graphql', {
      headers: { host: '127.0.0.1:4000', accept: 'text/html' },
    });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('Vedette');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  test('listening to a network is refused', async () => {
    await expect(
      serveApi({ ...apiOptions(api.database, { access: { kind: 'loopback' } }), host: '0.0.0.0', port: 0 }),
    ).rejects.toThrow('set VEDETTE_API_TOKEN');
  });
});

describe('what browsers of strangers may send', () => {
  const authorization = `Bearer ${TOKEN}`;
  const query = '{ findings { totalCount } }';

  const link = `/graphql?query=${encodeURIComponent(query)}`;
  test('a link or an image on a page of another site is refused, and what the owner types is not', async () => {
    for (const site of ['cross-site', 'same-site'])
      expect(await browse({ headers: { 'sec-fetch-site': site } }, link)).toBe(403);
    for (const site of ['same-origin', 'none'])
      expect(await browse({ headers: { 'sec-fetch-site': site } }, link)).toBe(200);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'TEXT/PLAIN;charset=utf-8',
    '',
  ])('a form of "%s" is refused', async (type) => {
    const body = JSON.stringify({ query });
    expect(await browse({ method: 'POST', body, headers: { 'content-type': type } })).toBe(403);
  });

  test('what clients send by default is answered, by GET and by POST', async () => {
    const body = JSON.stringify({ query });
    expect(await browse({ headers: {} }, link)).toBe(200);
    expect(await browse({ method: 'POST', body, headers: { 'content-type': 'application/json' } })).toBe(200);
    for (const name of ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'x-apollo-operation-name'])
      expect(await browse({ headers: { [name]: '1', 'sec-fetch-site': 'cross-site' } }, link)).toBe(200);
    expect((await api.fetch(link, { headers: { authorization } })).status).toBe(200);
  });

  test('nothing is changed by GET', async () => {
    const mutation = encodeURIComponent('mutation { revokeToken(tokenId: "x") { tokenId } }');
    expect((await api.fetch(`/graphql?query=${mutation}`, { headers: { authorization } })).status).toBe(405);
  });

  test('no other origin is told that it may ask', async () => {
    const response = await api.fetch('/graphql', {
      method: 'OPTIONS',
      headers: { origin: 'https://stranger.example', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('a page of a hundred whole findings with all documents is not too much', async () => {
  const answer = await api.ask(`{ findings(first: 100) { totalCount pageInfo { endCursor } nodes {
    id arn type accountId region partition severity severityLabel title description createdAt updatedAt
    asff: document(format: ASFF) guardduty: document(format: GUARDDUTY)
    service { count archived eventFirstSeen eventLastSeen evidence { tallies origins { object position eventId time } } } } } }`);
  expect(answer.errors).toBeUndefined();
});

test('whoever asks for more than a page is told how much that is', async () => {
  const answer = await api.ask('{ findings(first: 1000) { nodes { id } } }');
  expect(answer.errors?.[0]?.message).toBe('A page has 0 to 100 entries; you asked for 1000.');
});

test('a fault of ours is masked', async () => {
  const broken = await openApi([SSH_BRUTE_FORCE], {
    renderers: () => Promise.reject(new Error('no such file')),
  });
  const answer = await broken.ask('{ findings { nodes { document(format: ASFF) } } }');
  await broken.close();
  expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  expect(JSON.stringify(answer)).not.toContain('no such file');
});

test('health and readiness are told to everybody', async () => {
  expect((await api.fetch('/healthz')).status).toBe(200);
  const ready = await api.fetch('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, READY]);
  const why = ['The database does not answer.'];
  const unready = { ...READY, ready: false, why };
  const away = createApi(apiOptions(api.database, { readiness: async () => unready }));
  const refused = await away.fetch('http://127.0.0.1:4000/readyz');
  expect([refused.status, await refused.json()]).toEqual([503, unready]);
});

test('a port that is taken is said to be so', async () => {
  const first = await serveApi({ ...apiOptions(api.database), host: '127.0.0.1', port: 0 });
  const port = Number(new URL(first.url).port);
  await expect(serveApi({ ...apiOptions(api.database), host: '127.0.0.1', port })).rejects.toThrow(
    'set PORT to a free one',
  );
  await first.close();
});

test('over HTTP it answers as it does without a port', async () => {
  const server = await serveApi({ ...apiOptions(api.database), host: '127.0.0.1', port: 0 });
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query: '{ findings { totalCount } }' }),
  });
  expect(await response.json()).toEqual({ data: { findings: { totalCount: 1 } } });
  await server.close();
});
