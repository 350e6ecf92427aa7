import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditPage } from '#db/queries/audit.ts';
import { openHost } from '#services/cli/host.ts';
import { loadConfig } from '#services/config.ts';
import { createLog } from '#services/log.ts';
import { openMetrics } from '#services/metrics.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';
import { emptyUrl } from '../../databases.ts';
import { TEST_DETECTORS } from '../../replay/detectors.ts';
import { testObjects } from '../../replay/objects.ts';
import { TOKEN } from '../graphql/open-api.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-host-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows that contain this one. */
const some = (row: object): object => expect.arrayContaining([row]);

/** The count of a histogram that got one value with these labels. */
const one = (labels: object): object => some({ suffix: '_count', labels, value: 1 });

test('a process that is told to stop says so, answers until its turns have ended, and has measured them', async () => {
  const environment = { PORT: '0', VEDETTE_DATA_DIR: folder, DATABASE_URL: (await emptyUrl()) || 'pglite:memory' };
  const readConfig = () => loadConfig({ environment, folder });
  const fetching = Promise.withResolvers<void>();
  const fetched = Promise.withResolvers<void>();
  const [first] = testObjects(20);
  if (first === undefined) throw new Error('There are objects.');
  const metrics = await openMetrics();
  const host = await openHost({
    config: await readConfig(),
    readConfig,
    log: createLog('silent'),
    detectors: TEST_DETECTORS,
    intel: await openIntel({ lists: [], dataDir: folder, feeds: [] }),
    objects: () => ({
      async get() {
        fetching.resolve();
        await fetched.promise;
        return first.bytes;
      },
    }),
    sinks: [],
    metrics,
  });
  const ready = async () => {
    const answer = await fetch(new URL('/readyz', host.server.url));
    return [answer.status, await answer.json()];
  };
  expect(await ready()).toMatchObject([200, { ready: true, draining: false }]);
  const query = `{
    settings { setting value }
    lists { lists { name entries remarks } missing }
    detectors { type settings { name value } }
  }`;
  const asked = await fetch(host.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  expect(await asked.json()).toMatchObject({
    data: {
      settings: some({ setting: 'host', value: '127.0.0.1' }),
      lists: { lists: some({ name: 'tor-exits', entries: null, remarks: [] }), missing: [] },
      detectors: some({ type: 'Recon:EC2/TestPortscan', settings: [{ name: 'enabled', value: true }] }),
    },
  });
  await host.service.receive([first.object]);
  await fetching.promise;
  const stopped = host[Symbol.asyncDispose]();
  expect(await ready()).toMatchObject([
    503,
    { why: ['It was told to stop, and is ending its turns.'], draining: true },
  ]);
  fetched.resolve();
  await stopped;
  await expect(ready()).rejects.toThrow('fetch failed');
  const measured = new Map((await metrics.read()).map(({ name, samples }) => [name, samples]));
  expect(measured.get('vedette_turn_seconds')).toEqual(one({ outcome: 'committed' }));
  expect(measured.get('vedette_thinking_seconds')).toEqual(one({ step: 'read' }));
  expect(measured.get('vedette_thinking_seconds')).toEqual(one({ step: 'conclude' }));
  expect(measured.get('vedette_detection_delay_seconds')).toEqual(one({ source: 'cloudtrail' }));
  expect(measured.get('vedette_job_seconds')).toEqual(one({ job: 'collect', outcome: 'done' }));
  expect(measured.get('vedette_records_read_total')?.[0]?.value).toBeGreaterThan(0);
});

test('settings and lists that change are in force without a restart, and whoever has no token is refused', async () => {
  const environment = { PORT: '0', VEDETTE_DATA_DIR: folder, DATABASE_URL: (await emptyUrl()) || 'pglite:memory' };
  const file = join(folder, 'vedette.yaml');
  writeFileSync(file, '');
  const [type] = TEST_DETECTORS.map((detector) => detector.type);
  if (type === undefined) throw new Error('There are detectors.');
  let enabled = true;
  const readConfig = async () => {
    const config = await loadConfig({ environment, folder, file });
    const settings = { organization: { [type]: { enabled } }, organizationalUnits: {}, accounts: {} };
    return { ...config, apiToken: TOKEN, settings };
  };
  const lists = { lists: [], dataDir: folder, feeds: [] };
  const host = await openHost({
    config: await readConfig(),
    readConfig,
    log: createLog('silent'),
    detectors: TEST_DETECTORS,
    intel: await openIntel(lists),
    objects: () => ({ get: async () => ({ refused: 'missing', message: 'It is gone.' }) }),
    sinks: [],
    metrics: await openMetrics(),
  });
  const ask = async (token: string | undefined) => {
    const response = await fetch(host.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({
        query: `{ lists { lists { name } } detector(type: "${type}") { settings { name value } } settings { setting } }`,
      }),
    });
    return { status: response.status, text: await response.text() };
  };
  const inForce = { name: 'enabled', value: true };
  expect((await ask(undefined)).status).toBe(401);
  expect((await ask('another')).status).toBe(401);
  const [refused] = await auditPage(host.world.database.db, EVERYTHING, { limit: 1 });
  expect(refused?.entry).toMatchObject({ who: 'nobody', what: 'access.refused' });
  expect((await ask(TOKEN)).text).toContain(JSON.stringify(inForce));

  enabled = false;
  writeFileSync(file, '# The detector is switched off.\n');
  await vi.waitFor(
    async () => expect((await ask(TOKEN)).text).toContain(JSON.stringify({ ...inForce, value: false })),
    { timeout: 50_000, interval: 500 },
  );
  writeFileSync(join(folder, 'ours.txt'), '192.0.2.1\n');
  await host.takeUp(await openIntel({ ...lists, lists: [{ category: 'custom', file: join(folder, 'ours.txt') }] }));
  const changed = (await ask(TOKEN)).text;
  expect(changed).toContain('"ours"');
  expect(changed).toContain(JSON.stringify({ ...inForce, value: false }));
  await host[Symbol.asyncDispose]();
});
