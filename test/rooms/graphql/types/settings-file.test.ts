import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '#db/queries/access/tokens.ts';
import { auditPage } from '#db/queries/audit.ts';
import { loadConfig, type Config } from '#services/config.ts';
import { createLog } from '#services/log.ts';
import type { SettingsChange } from '#services/model/installation.ts';
import { EVERYTHING, type Role, type ViewerScope } from '#services/model/viewer.ts';
import { SettingsKeeper } from '#services/workers/keep-settings.ts';
import { INSTALLATION, openApi } from '../open-api.ts';

const TYPE = 'Recon:EC2/Portscan';
const PART: ViewerScope = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] };
const CHANGE = `mutation Change($values: JSON!, $version: String!, $key: String!, $scope: String) {
  changed: changeDetectorSettings(type: "${TYPE}", scope: $scope, values: $values, version: $version, clientMutationId: $key) {
    before version userErrors { code message } } }`;

let api: Awaited<ReturnType<typeof openApi>>;
let engineer: Awaited<ReturnType<typeof as>>;
let folder = '';
let file = '';
const replaced: Config[] = [];
let isBroken = false;
let isWritable = true;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-settings-'));
  file = join(folder, 'vedette.yaml');
  writeFileSync(file, 'settingsFromConsole: true # for now\n');
  const read = () => loadConfig({ environment: {}, folder, file });
  const keeper = new SettingsKeeper({
    log: createLog('silent'),
    config: await read(),
    read,
    replace: async (config) => {
      if (isBroken) throw new Error('No thread could be opened.');
      replaced.push(config);
    },
  });
  const settingsFile = {
    get now() {
      return { ...keeper.now, isWritable };
    },
    prepare: (change: SettingsChange) => keeper.prepare(change),
    look: () => keeper.look(),
  };
  api = await openApi([], { installation: { ...INSTALLATION, settingsFile } });
  engineer = await as('engineer', EVERYTHING);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

async function as(role: Role, scope: ViewerScope) {
  const token = { name: 'test', granted: { role, scope }, days: 1 };
  return api.as((await createToken(api.database.db, token, 'local', new Date())).secret);
}

async function versionNow(): Promise<string> {
  const { data } = await (await as('viewer', EVERYTHING))('{ settingsFile { version } }');
  return Object(data)['settingsFile'].version;
}

const audited = async () =>
  (await auditPage(api.database.db, EVERYTHING, { subject: TYPE, limit: 9 })).map(({ entry }) => entry);

test('an engineer changes settings, once for each key, and what was there before undoes it', async () => {
  const before = readFileSync(file, 'utf8');
  const wish = { values: { ports: 7 }, version: await versionNow(), key: 'one', scope: '111122223333' };
  const { changed } = Object((await engineer(CHANGE, wish)).data);
  expect(changed).toEqual({ before: { ports: null }, version: await versionNow(), userErrors: [] });
  expect(replaced.at(-1)?.settings.accounts).toEqual({ '111122223333': { [TYPE]: { ports: 7 } } });
  // The answer to the first request was lost. The same request gets it again, and nothing more happens.
  expect(Object((await engineer(CHANGE, wish)).data).changed).toEqual(changed);
  expect(replaced).toHaveLength(1);
  expect(await audited()).toMatchObject([
    { what: 'settings.change', before: { ports: null }, after: { ports: 7 }, about: { for: '111122223333' } },
  ]);
  await engineer(CHANGE, { ...wish, values: changed.before, version: changed.version, key: 'two' });
  expect(readFileSync(file, 'utf8')).toBe(`${before}accounts:\n`);
});

test('what cannot be done is told, and nothing is written or audited', async () => {
  const before = [readFileSync(file, 'utf8'), await audited()];
  const wish = { values: { ports: 8 }, version: await versionNow(), key: 'three' };
  const codes = async (ask: typeof engineer, more: object) => {
    const { data, errors } = await ask(CHANGE, { ...wish, ...more });
    return errors?.[0]?.extensions?.code ?? Object(data).changed.userErrors.map(({ code }: { code: string }) => code);
  };
  expect(await codes(engineer, { version: 'another' })).toEqual(['INVALID']);
  expect(await codes(engineer, { values: { ports: 'many' } })).toEqual(['INVALID']);
  expect(await codes(engineer, { values: { nothing: 1 } })).toEqual(['INVALID']);
  expect(await codes(engineer, { values: [1] })).toBe('BAD_USER_INPUT');
  expect(await codes(engineer, { key: 'two' })).toEqual(['KEY_REUSED']);
  expect(await codes(await as('admin', PART), {})).toEqual(['FORBIDDEN']);
  expect(await codes(await as('analyst', EVERYTHING), {})).toBe('FORBIDDEN');
  isWritable = false;
  expect(await codes(engineer, {})).toEqual(['FORBIDDEN']);
  isWritable = true;
  const { errors } = await (await as('admin', PART))('{ settingsFile { path } }');
  expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect([readFileSync(file, 'utf8'), await audited()]).toEqual(before);
});

test('what was written and cannot be taken up is told so', async () => {
  isBroken = true;
  const wish = { values: { ports: 9 }, version: await versionNow(), key: 'four' };
  const { changed } = Object((await engineer(CHANGE, wish)).data);
  expect(changed).toMatchObject({
    version: wish.version,
    userErrors: [{ code: 'INVALID', message: expect.stringContaining('not in use yet: No thread could be opened.') }],
  });
  expect(readFileSync(file, 'utf8')).toContain('ports: 9');
});
