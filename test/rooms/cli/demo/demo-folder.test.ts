import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from '#db/lock.ts';
import { databaseOf, demoConfig, openDemoFolder } from '#services/cli/demo/demo-folder.ts';
import { loadConfig, type Config } from '#services/config.ts';

let dataDir = '';
let config: Config;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vedette-demo-'));
  config = { ...(await loadConfig({ environment: {}, folder: dataDir })), dataDir, port: 7777 };
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a demo makes a token that nobody else can read, and says where it came from', async () => {
  const { tokenFile = '', own } = await openDemoFolder(config, false);
  expect(readFileSync(tokenFile, 'utf8')).toBe(own.apiToken);
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  expect(own).toMatchObject({ port: 7777, publicUrl: 'http://127.0.0.1:7777' });
  expect([own.origins.get('apiToken'), own.origins.get('publicUrl')]).toEqual(['the demo', 'the demo']);
  const { tokenFile: none, own: theirs } = await openDemoFolder({ ...config, apiToken: 'a-token', port: 0 }, false);
  expect([none, theirs.apiToken, theirs.origins.get('apiToken')]).toEqual([undefined, 'a-token', undefined]);
  expect(theirs.port).toBeGreaterThan(0);
  await expect(openDemoFolder({ ...config, host: '192.0.2.1', port: 0 }, false)).rejects.toThrow('EADDRNOTAVAIL');
});

test.each([
  ['::1', 'http://[::1]:7777'],
  ['0.0.0.0', undefined],
])('a demo on %s is reached at %s', async (host, publicUrl) => {
  expect((await openDemoFolder({ ...config, host }, false)).own.publicUrl).toBe(publicUrl);
});

test('a demo has settings of its own, which the console may write, and no lists of the user', async () => {
  const theirs = {
    ...config,
    lists: [{ category: 'custom', file: '/lists/ours.txt' }],
    known: [],
    settingsFromConsole: false,
  } as const;
  const demo = await openDemoFolder(theirs, false);
  writeFileSync(demo.file, 'settings: { "Recon:EC2/Portscan": { ports: 60 } }\n');
  const { lists, settings, settingsFromConsole, file, fileVersion, origins, port } = await demoConfig(demo);
  expect({ lists, settingsFromConsole, file, port }).toEqual({
    lists: [],
    settingsFromConsole: true,
    file: demo.file,
    port: 7777,
  });
  expect(settings.organization).toEqual({ 'Recon:EC2/Portscan': { ports: 60 } });
  expect(fileVersion).toEqual(expect.any(String));
  expect([origins.get('settingsFromConsole'), origins.get('apiToken')]).toEqual(['the demo', 'the demo']);
});

test('a demo that runs is not removed by another', async () => {
  const { folder, file } = await openDemoFolder(config, false);
  const release = await lockFolder(databaseOf(folder));
  await expect(openDemoFolder(config, false)).rejects.toMatchObject({ kind: 'in-use' });
  expect(readFileSync(file, 'utf8')).not.toBe('');
  await release();
});

test('a demo begins anew unless it is kept', async () => {
  const { file } = await openDemoFolder(config, false);
  writeFileSync(file, '# mine');
  await openDemoFolder(config, true);
  expect(readFileSync(file, 'utf8')).toBe('# mine');
  await openDemoFolder(config, false);
  expect(readFileSync(file, 'utf8')).not.toBe('# mine');
});
