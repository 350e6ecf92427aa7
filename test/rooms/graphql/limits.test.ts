import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBounded } from '#graphql/limits.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { apiOptions, openApi, TOKEN } from './open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
let server: Server;
const logged: unknown[] = [];
beforeAll(async () => {
  const logging = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (...of: unknown[]) => void logged.push(of),
  };
  api = await openApi([SSH_BRUTE_FORCE], { logging });
  server = await serveApi({ ...apiOptions(api.database, { logging }), host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await api.close();
});

const many = (n: number, part: (i: number) => string) => Array.from({ length: n }, (_, i) => part(i)).join(' ');

/** Requests by what makes them grow. Each is as large as a request may be. */
const BOMBS: Readonly<Record<string, string>> = {
  depth: `${'{findings{nodes'.repeat(900)}{id}${'}'.repeat(900)}}`,
  'depth of values': `{ findings(filter: { accountIds: ${'['.repeat(9000)}${']'.repeat(9000)} }) { totalCount } }`,
  aliases: `{ ${many(800, (i) => `a${i}: __typename`)} }`,
  'one field again and again': `{ ${'__typename '.repeat(2800)} }`,
  'one field with fields, again and again': `{ ${'findings{totalCount} '.repeat(490)} }`,
  'fields below one another': `{ ${'findings{nodes{service{evidence{origins{id}}}}} '.repeat(120)} }`,
  'fragments that overlap': `{ ${many(100, (i) => `...F${i}`)} } ${many(100, (i) => `fragment F${i} on Query { findings{totalCount} findings{totalCount} }`)}`,
  'fragments that double': `{ ...F0 } ${many(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Query { findings { totalCount } }`,
  'fragments in circles': `{ ...F0 } ${many(60, (i) => `fragment F${i} on Query { ...F${(i + 1) % 60} }`)}`,
  directives: `{ __typename ${'@skip(if: false) '.repeat(1800)} }`,
  'totals by alias': `{ ${many(50, (i) => `a${i}: findings(first: 0) { totalCount }`)} }`,
  'totals by fragment': `{ ${many(10, (i) => `a${i}: statistics { ...S }`)} } fragment S on Statistics { findings bySeverity { count } }`,
  pages: `{ ${many(60, (i) => `a${i}: findings(first: 100) { nodes { id title type } }`)} }`,
  size: `{ __typename } ${'#'.repeat(40_000)}`,
  names: `{ ${'x'.repeat(31_000)} }`,
};

async function post(body: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) {
  const began = performance.now();
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, text, ms: performance.now() - began };
}

const cursor = (...parts: readonly unknown[]) =>
  Buffer.from(JSON.stringify(['createdAt', true, ...parts])).toString('base64url');

const raw = (headers: Record<string, string>, path = '/graphql') =>
  new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((answered, failed) => {
    const asking = request(
      { port: new URL(server.url).port, host: '127.0.0.1', path, headers, setHost: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          answered({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('latin1'),
            headers: response.headers,
          }),
        );
      },
    );
    asking.on('error', failed).end();
  });

describe('what is made to take long', () => {
  test.each(Object.keys(BOMBS))('%s is refused before it does', async (name) => {
    const body = JSON.stringify({ query: BOMBS[name] });
    const { status, text, ms } = await post(body);
    expect([200, 400, 413]).toContain(status);
    expect(text).toContain('"errors"');
    expect(text).not.toContain('"totalCount":');
    expect(text.length).toBeLessThan(50_000);
    // By the clock, on a busy machine. The next test limits the processor time.
    expect(ms).toBeLessThan(10_000);
    const stranger = await post(body, {});
    expect(stranger.status).toBe(401);
    expect(stranger.ms).toBeLessThan(5000);
  });

  test.each(Object.keys(BOMBS))('%s holds the process up for less than 50 ms', async (name) => {
    const spent: number[] = [];
    // Another text each time, so that none is cached. The least of some counts, because other code may be compiled, or
    // garbage collected, meanwhile.
    for (const n of [1, 2, 3]) {
      const before = process.threadCpuUsage();
      await api.ask(`${BOMBS[name]} #${n}`);
      const { user, system } = process.threadCpuUsage(before);
      spent.push((user + system) / 1000);
    }
    expect(Math.min(...spent)).toBeLessThan(50);
  });

  test('requests of many queries are refused whole', async () => {
    const { status, text } = await post(
      JSON.stringify(Array.from({ length: 50 }, () => ({ query: '{ __typename }' }))),
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('"data"');
  });

  test('variables within variables without end are refused', async () => {
    const body = `{"query":"query($a: FindingFilter) { findings(filter: $a) { totalCount } }","variables":{"a":${'['.repeat(15_000)}${']'.repeat(15_000)}}}`;
    expect((await post(body)).text).toContain('Variables nest deeper than');
  });

  test('a body that never says how long it is ends where it may be no longer', async () => {
    const response = await new Promise<number>((answered, failed) => {
      const sending = request(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      });
      sending.on('response', ({ statusCode = 0 }) => answered(statusCode));
      sending.on('error', failed);
      sending.write(`{"query":"${'#'.repeat(20_000)}`);
      sending.end(`${'#'.repeat(20_000)}"}`);
    });
    expect(response).toBe(413);
  });

  test('meanwhile the process says that it lives', async () => {
    const bombs = Object.values(BOMBS).map((query) => JSON.stringify({ query }));
    const bombed = new AbortController();
    const bombing = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (const body of bombs) await post(body);
      }),
    ).finally(() => bombed.abort());
    const waits: number[] = [];
    while (!bombed.signal.aborted) {
      const began = performance.now();
      expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
      waits.push(performance.now() - began);
      await pause(5);
    }
    await bombing;
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(100);
  });
});

describe('what people and compilers write', () => {
  test.each([
    ['the schema itself', getIntrospectionQuery()],
    [
      'seventy fragments with an id each',
      `{ ${many(70, (i) => `...F${i}`)} } ${many(70, (i) => `fragment F${i} on Query { a${i}: __typename finding(id: "1") { id } }`)}`,
    ],
  ])('%s is not too much', (_name, query) => {
    expect(parseBounded(query).definitions.length).toBeGreaterThan(0);
  });
});

describe("what the database would refuse is the caller's error, and our log says nothing", () => {
  const FILTERED =
    'query($filter: FindingFilter, $after: String) { findings(filter: $filter, after: $after) { totalCount nodes { id } } }';
  test.each<[string, object]>([
    ['NUL', { filter: { accountIds: ['\0'] } }],
    ['half a pair', { filter: { resourceIds: ['\ud800'] } }],
    ['a year of six digits', { filter: { seenFrom: '+275760-09-13T00:00:00Z' } }],
    ['a year before the first', { filter: { seenFrom: '0000-01-01T00:00:00Z' } }],
    ['the first of January before the first in UTC', { filter: { seenFrom: '0001-01-01T00:00:00+14:00' } }],
    ['the 30th of February', { filter: { seenFrom: '2026-02-30T00:00:00Z' } }],
    ['a time without an offset', { filter: { seenFrom: '2026-02-03T00:00:00' } }],
    ['a number without end', { filter: { severityMin: '1e999' } }],
    ['a cursor of another time', { after: cursor(1e300, 'a') }],
    ['a cursor of a time before the first', { after: cursor(-1e14, 'a') }],
    ['a cursor that names no number', { after: cursor(null, 'a') }],
    ['a cursor with NUL', { after: cursor(1, '\0') }],
    ['a cursor that is no JSON', { after: '\u00e9'.repeat(100) }],
  ])('%s', async (_name, variables) => {
    logged.length = 0;
    const { errors } = await api.ask(FILTERED, variables);
    expect(errors?.length).toBeGreaterThan(0);
    for (const { message, extensions } of errors ?? []) {
      expect(extensions?.code).not.toBe('INTERNAL_SERVER_ERROR');
      expect(message).not.toMatch(/select|Failed query/);
    }
    expect(logged).toEqual([]);
  });

  test('NUL in a cursor of other lists', async () => {
    const after = Buffer.from(JSON.stringify(['bucket', '\0', 'etag'])).toString('base64url');
    const { errors } = await api.ask(`{ logObjects(after: "${after}") { nodes { __typename } } }`);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('NUL in the text of the query itself', async () => {
    expect((await api.ask('{ finding(id: "\\u0000") { id } }')).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test.each(['2026-02-03', '2026-02-03T10:00Z', '2026-02-03T10:00:00.123+05:30', '2024-02-29T23:59:59Z'])(
    '%s is a moment',
    async (seenFrom) => {
      expect((await api.ask(FILTERED, { filter: { seenFrom } })).errors).toBeUndefined();
    },
  );
});

describe('over HTTP', () => {
  test.each(['127.0.0.1:evil', '127.0.0.1:99999999', 'a b', '[::1', 'x/y', ''])(
    'the host "%s" is refused without a trace of us',
    async (host) => {
      const { status, body } = await raw({ host });
      expect(status).toBe(400);
      expect(body).not.toMatch(/at |node_modules|Error:/);
    },
  );

  test('an idle connection is kept for longer than load balancers keep theirs', async () => {
    const { headers } = await fetch(new URL('/healthz', server.url));
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });

  test('a path that is no path is refused', async () => {
    expect((await raw({ host: '127.0.0.1' }, 'http://[evil/graphql')).status).toBe(400);
    expect((await raw({ host: '127.0.0.1' }, '*')).status).toBe(400);
  });

  test('who is not let in is told how', async () => {
    const { status, headers } = await raw({ host: '127.0.0.1' }, '/graphql?query={__typename}');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="vedette"']);
  });

  test.each([
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['*', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
  ])('an answer to whoever takes %s is sent as %s', async (accepted, encoding) => {
    const query = encodeURIComponent('{ __schema { types { name description } } }');
    const headers = { host: '127.0.0.1', authorization: `Bearer ${TOKEN}`, 'accept-encoding': accepted };
    const answer = await raw(headers, `/graphql?query=${query}`);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['vary']).toBe('accept-encoding');
    const whole = await (
      await fetch(`${server.url}?query=${query}`, { headers: { authorization: headers.authorization } })
    ).json();
    expect(JSON.stringify(whole)).toContain('FindingFilter');
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
  });
});
