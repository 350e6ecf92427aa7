import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '#graphql/api.ts';
import { serveApi } from '#graphql/server.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { apiOptions, openApi, TOKEN } from '../open-api.ts';

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

  test('there is no page to try queries with', async () => {
    const response = await api.fetch('/graphql', { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });
});

const open = () => createApi(apiOptions(api.database, { access: { kind: 'loopback' }, graphiql: true }));

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

  test('a plain link or form is refused', async () => {
    const url = `/graphql?query=${encodeURIComponent(query)}`;
    expect((await api.fetch(url, { headers: { authorization } })).status).toBe(403);
    const form = { method: 'POST', headers: { authorization, 'content-type': 'text/plain', 'content-length': '9' } };
    expect((await api.fetch('/graphql', { ...form, body: 'query=abc' })).status).toBe(403);
  });

  test('no other origin is told that it may ask', async () => {
    const response = await api.fetch('/graphql', {
      method: 'OPTIONS',
      headers: { origin: 'https://stranger.example', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what is too much', () => {
  test('a query of aliases costs what it asks for', async () => {
    const aliases = Array.from({ length: 60 }, (_, i) => `a${i}: findings(first: 100) { nodes { id title type } }`);
    const answer = await api.ask(`{ ${aliases.join(' ')} }`);
    expect(answer.errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COMPLEX');
  });

  test('a page of a hundred whole findings with both documents is not', async () => {
    const answer = await api.ask(`{ findings(first: 100) { totalCount pageInfo { endCursor } nodes {
      id arn type accountId region partition severity severityLabel title description createdAt updatedAt
      asff: document(format: ASFF) guardduty: document(format: GUARDDUTY)
      service { count archived eventFirstSeen eventLastSeen evidence { tallies origins { object position id time } } } } } }`);
    expect(answer.errors).toBeUndefined();
  });

  test('a request of more than 32 kB is not read', async () => {
    expect((await api.ask(`{ findings { totalCount } } ${'#'.repeat(40_000)}`)).status).toBe(413);
    const { status } = await api.fetch('/graphql', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    });
    expect([411, 400]).toContain(status);
  });
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

test('health is told to everybody, readiness is what the database says', async () => {
  expect((await api.fetch('/healthz')).status).toBe(200);
  expect((await api.fetch('/readyz')).status).toBe(200);
  const away = createApi(apiOptions(api.database, { ready: async () => false }));
  expect((await away.fetch('http://127.0.0.1:4000/readyz')).status).toBe(503);
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
