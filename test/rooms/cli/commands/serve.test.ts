import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { serveApi } from '#graphql/server.ts';
import { emptyUrl, openEmpty } from '../../../databases.ts';
import { FINDINGS } from '../../../formats/findings.ts';
import { apiOptions, storeFindings, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, vedette } from '../run.ts';

const LAUNCHER = fileURLToPath(new URL('../../../../vedette', import.meta.url));
const folder = useFolder();
const running = new Set<ReturnType<typeof spawn>>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Starts a command as users do, from the bundle of the program, and waits until it says where its API is. */
async function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(LAUNCHER, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      VEDETTE_DATA_DIR: `${folder.path}/${args[0]}`,
      PORT: '0',
      LOG_LEVEL: 'error',
      VEDETTE_SYNC_HOURS: '0',
      ...env,
    },
  });
  running.add(child);
  // A process that prints more than a pipe holds ends only when the pipe is read.
  child.stdout.resume();
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const [url] = /http:\S+\/graphql/.exec(line) ?? [];
    if (url !== undefined) return { child, url, said };
  }
  throw new Error(`It ended: ${said.join('\n')}`);
}

async function stop(child: ReturnType<typeof spawn>): Promise<unknown> {
  child.kill('SIGTERM');
  const [code]: unknown[] = await once(child, 'exit');
  return code;
}

test('serve answers until it is told to stop, and then ends well', async () => {
  const { child, url } = await serve(['serve']);
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  expect((await fetch(new URL('/readyz', url))).status).toBe(200);
  expect(await vedette('findings', 'list', `--url=${url}`)).toMatchObject({ code: 0, stdout: '' });
  expect(await stop(child)).toBe(0);
});

test.each([
  ['{}', ['security-hub']],
  ['{ security-hub: { enabled: false } }', []],
])('serve uses the sinks that the file says: %s', async (sinks, used) => {
  const file = `${folder.path}/vedette.yaml`;
  writeFileSync(file, `memberRole: VedetteMember\nawsEndpoint: http://127.0.0.1:1\nsinks: ${sinks}\n`);
  const env = { LOG_LEVEL: 'info', DATABASE_URL: await emptyUrl() };
  const { child, said } = await serve(['serve', `--config=${file}`], env);
  const [started] = said.filter((line) => line.includes('service-started'));
  expect(JSON.parse(started ?? '{}')).toMatchObject({ sinks: used });
  child.kill('SIGKILL');
});

test('findings of a service that requires a token are shown to who has it', async () => {
  const database = await openEmpty();
  await storeFindings(database, FINDINGS);
  const server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
  const ask = () => vedette('findings', 'list', `--url=${server.url}`, '--format=finding', '--archived');
  expect(await ask()).toMatchObject({ code: 1, stderr: expect.stringContaining('requires a token') });
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  expect(lines((await ask()).stdout)).toEqual(FINDINGS.filter(({ service }) => service.archived));
  delete process.env['VEDETTE_API_TOKEN'];
  await server.close();
  await database.close();
});

/** A one-time link lets in whoever opens it first, as an administrator, and nobody afterwards. */
async function expectLetIn(link: URL): Promise<void> {
  const query = new URL('/graphql?query={viewer{role}}', link);
  expect((await fetch(query)).status).toBe(401);
  const open = () => fetch(link, { method: 'POST', body: new URLSearchParams(link.searchParams), redirect: 'manual' });
  const opened = await open();
  expect([opened.status, (await open()).status]).toEqual([303, 403]);
  const headers = { cookie: opened.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  expect(await (await fetch(query, { headers })).json()).toEqual({ data: { viewer: { role: 'ADMIN' } } });
}

test(
  'the demo finds exactly the simulated attacks, shows them, and stays up to be asked',
  { timeout: 300_000 },
  async () => {
    const { child, url, said } = await serve(['demo']);
    expect(said.join('\n')).toMatch(/All \d+ simulated attacks were found, and nothing else\./);
    const [link = ''] = /http:\S+vdl_\S+/.exec(said.join('\n')) ?? [];
    await expectLetIn(new URL(link));
    expect(await vedette('findings', 'list', `--url=${url}`)).toMatchObject({ code: 1 });
    const token = `${folder.path}/demo/demo/token`;
    expect(statSync(token).mode & 0o777).toBe(0o600);
    process.env['VEDETTE_API_TOKEN'] = readFileSync(token, 'utf8');
    const { stdout } = await vedette('findings', 'list', `--url=${url}`, '--format=finding', '--severity=High');
    expect(lines(stdout).length).toBeGreaterThan(3);
    // The findings are of several days before today, so that pages about the last days are not empty.
    const days = new Set(stdout.match(/(?<="eventLastSeen":")\d{4}-\d\d-\d\d/g));
    expect(days.size).toBe(3);
    expect(Math.min(...[...days].map((day) => Date.parse(day)))).toBeGreaterThan(Date.now() - 5 * 24 * 3_600_000);
    const { id } = lines(stdout)[0] ?? {};
    expect((await vedette('findings', 'show', String(id), `--url=${url}`)).stdout).toContain('What to do');
    delete process.env['VEDETTE_API_TOKEN'];
    process.env['DATABASE_URL'] = `pglite:${folder.path}/demo/demo/database`;
    const locked = await vedette('findings', 'list');
    delete process.env['DATABASE_URL'];
    expect(locked).toMatchObject({ code: 1, stderr: expect.stringContaining('Another process is using') });
    expect(await stop(child)).toBe(0);
  },
);
