import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type ServeConsole } from '#graphql/console.ts';
import { useFolder } from '../cli/run.ts';

const folder = useFolder();
let built: Listening;
let unbuilt: Listening;

interface Listening {
  readonly url: string;
  close(): void;
}

async function listen(serve: ServeConsole): Promise<Listening> {
  const server = createServer((request, response) => {
    if (!serve(request, response)) response.writeHead(418).end('not for the console');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

beforeAll(async () => {
  mkdirSync(join(folder.path, 'assets'));
  writeFileSync(join(folder.path, 'index.html'), '<!doctype html><title>Vedette</title>');
  writeFileSync(join(folder.path, 'assets', 'main-abc.js'), `console.log('${'x'.repeat(5000)}');`);
  writeFileSync(join(folder.path, 'secret.txt'), 'not to be served');
  built = await listen(await openConsole(folder.path));
  unbuilt = await listen(await openConsole(join(folder.path, 'nowhere')));
});
afterAll(() => {
  built?.close();
  unbuilt?.close();
});

test.each(['/', '/?a=b', '/findings', '/findings/0d2f4b6c', '/detectors/Recon:EC2/Portscan', '/accounts/111122223333'])(
  '%s is a page of the console, looked for anew each time',
  async (path) => {
    const response = await fetch(built.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>Vedette</title>');
  },
);

test('pages run what we serve and nothing else, in nobody’s frame', async () => {
  const { headers } = await fetch(built.url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toContain('http');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('what has its content in its name is kept for good, and compressed for who takes it', async () => {
  const response = await fetch(`${built.url}/assets/main-abc.js`);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.text()).toContain('xxxxx');
  const plain = await fetch(`${built.url}/assets/main-abc.js`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.text()).toContain('xxxxx');
});

test('who has the page already is told so', async () => {
  const etag = (await fetch(built.url)).headers.get('etag') ?? '';
  const response = await fetch(built.url, { headers: { 'if-none-match': etag } });
  expect(response.status).toBe(304);
});

test.each(['/graphql', '/healthz', '/v1/findings', '/findingsx', '/index.html', '/secret.txt'])(
  '%s is left to others',
  async (path) => expect((await fetch(built.url + path)).status).toBe(418),
);

test('only looking is for the console', async () => {
  expect((await fetch(built.url, { method: 'POST', body: '' })).status).toBe(418);
  const head = await fetch(built.url, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
});

test.each([
  '/assets/nothing.js',
  '/assets/',
  '/assets/..%2fsecret.txt',
  '/assets/%2e%2e/secret.txt',
  '//evil.example/',
])('%s leads to no file', async (path) => expect([404, 418]).toContain((await fetch(built.url + path)).status));

test('an installation without the console says how to build it', async () => {
  const response = await fetch(unbuilt.url);
  expect(response.status).toBe(503);
  expect(await response.text()).toBe(
    'The console is not built: run "node scripts/setup.mjs" where Vedette is installed, then restart.\n',
  );
});
