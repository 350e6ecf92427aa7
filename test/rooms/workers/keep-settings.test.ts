import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig, type Config } from '#services/config.ts';
import { versionOf } from '#services/config/config-file.ts';
import { createLog, type LogEvent } from '#services/log.ts';
import type { SettingsChange } from '#services/model/installation.ts';
import { SettingsKeeper } from '#services/workers/keep-settings.ts';

const TYPE = 'Recon:EC2/Portscan';

let folder = '';
let file = '';
const told: LogEvent[] = [];
/** The number of ports in force after each replacement. */
const ports: unknown[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-settings-'));
  file = join(folder, 'vedette.yaml');
  told.length = 0;
  ports.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const tell = (event: LogEvent) => void told.push(event);

async function keeperOf(text: string): Promise<SettingsKeeper> {
  writeFileSync(file, text);
  const read = () => loadConfig({ environment: {}, folder, file });
  return new SettingsKeeper({
    log: { ...createLog('silent'), info: tell, error: tell },
    config: await read(),
    read,
    replace: async ({ settings }: Config) => void ports.push(settings.organization[TYPE]?.['ports']),
  });
}

test('a changed file is taken up, one with mistakes is not, and what needs a restart is named', async () => {
  const keeper = await keeperOf('port: 4000\n');
  await keeper.look();
  expect(told).toEqual([]);
  writeFileSync(file, `port: 4000\nsettings: { ${TYPE}: { ports: 7 } }\n`);
  void keeper.look();
  // A caller who looks meanwhile waits until the change is applied.
  await keeper.look();
  expect([ports, told]).toEqual([[7], ['settings-replaced']]);
  const { version } = keeper.now;

  writeFileSync(file, `port: 4000\nsettings: { ${TYPE}: { prots: 8 } }\n`);
  await keeper.look();
  expect(keeper.now).toMatchObject({ version, mistakes: [expect.stringContaining('did you mean "ports"')] });
  rmSync(file);
  await keeper.look();
  expect(keeper.now).toMatchObject({ version, mistakes: [`${file} is gone.`] });
  expect(ports).toEqual([7]);

  // The earlier settings come back, with a comment, so nothing changes.
  writeFileSync(file, `port: 5000 # new\nsettings: { ${TYPE}: { ports: 7 } }\nsinks: { webhook: {} }\n`);
  await keeper.look();
  expect(keeper.now).toMatchObject({ mistakes: [], needsRestart: ['port', 'sinks'] });
  expect(keeper.now.version).not.toBe(version);
  expect(ports).toEqual([7]);
  expect(told).toEqual(['settings-replaced', 'settings-refused', 'settings-refused', 'settings-replaced']);

  const known = 'known: [{ who: "444455556666", purposes: [vendor], because: Ours. }]';
  writeFileSync(file, `port: 5000\nsettings: { ${TYPE}: { ports: 7 } }\n${known}\n`);
  await keeper.look();
  expect(ports).toEqual([7, 7]);
});

test('a file that is being written is taken up once it stays as it is', async () => {
  const full = `settings: { ${TYPE}: { ports: 7 } }\n`;
  const keeper = await keeperOf(full);
  // An editor empties the file first, and an empty file would be valid.
  for (const text of ['', full, `${full}known: []\n`]) {
    writeFileSync(file, text);
    await keeper.glance();
  }
  expect(told).toEqual([]);
  await keeper.glance();
  expect(told).toEqual(['settings-replaced']);
});

test('a file that cannot be taken up is tried again, and told of once', async () => {
  const keeper = await keeperOf('port: 4000\n');
  let fails = 2;
  const failing = new SettingsKeeper({
    log: { ...createLog('silent'), error: tell },
    config: await loadConfig({ environment: {}, folder, file }),
    read: () => loadConfig({ environment: {}, folder, file }),
    replace: async () => {
      if (fails-- > 0) throw new Error('No thread could be opened.');
    },
  });
  writeFileSync(file, `settings: { ${TYPE}: { ports: 7 } }\n`);
  await failing.look();
  expect(failing.now).toMatchObject({ version: keeper.now.version, mistakes: ['No thread could be opened.'] });
  await failing.look();
  expect(told).toEqual(['settings-refused']);
  await failing.look();
  expect(failing.now.mistakes).toEqual([]);
});

test('a change is written through a link with the rights that the file has, and leaves nothing beside it', async () => {
  const keeper = await keeperOf('port: 4000\n');
  // A link that somebody placed there, to be written through, is left alone.
  symlinkSync('/dev/null', join(folder, `.vedette.yaml.${process.pid}`));
  chmodSync(file, 0o640);
  const link = join(folder, 'link.yaml');
  symlinkSync('vedette.yaml', link);
  const { ino } = statSync(file);
  const change = { type: TYPE, scope: undefined, values: { ports: 7 }, version: keeper.now.version };
  const linked = new SettingsKeeper({
    log: createLog('silent'),
    config: await loadConfig({ environment: {}, folder, file: link }),
    read: () => loadConfig({ environment: {}, folder, file: link }),
    replace: async () => undefined,
  });
  (await linked.prepare(change)).write();
  expect(readFileSync(file, 'utf8')).toContain('ports: 7');
  expect([readlinkSync(link), statSync(file).mode & 0o777]).toEqual(['vedette.yaml', 0o640]);
  // Whoever has the old file open reads it to its end.
  expect(statSync(file).ino).not.toBe(ino);
  expect(readdirSync(folder)).toEqual([`.vedette.yaml.${process.pid}`, 'link.yaml', 'vedette.yaml']);
  await keeper.look();
  expect(ports).toEqual([7]);
});

test('nothing is written over what somebody else wrote, or that the service would not start with', async () => {
  const keeper = await keeperOf('port: 4000\n');
  const change = { type: TYPE, scope: undefined, values: { ports: 7 }, version: keeper.now.version };
  const wrongs: readonly Partial<SettingsChange>[] = [
    { values: { ports: 'many' } },
    { scope: '1234' },
    { type: 'x' },
    { values: { constructor: 1 } },
  ];
  for (const wrong of wrongs)
    await expect(keeper.prepare({ ...change, ...wrong })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.not.stringContaining(folder),
    });
  const [one, other] = [await keeper.prepare(change), await keeper.prepare({ ...change, values: { ports: 8 } })];
  one.write();
  expect(() => other.write()).toThrow('changed since it was loaded');
  await expect(keeper.prepare(change)).rejects.toMatchObject({ kind: 'refused' });
  expect(readFileSync(file, 'utf8')).toContain('ports: 7');

  // Characters of another encoding would be changed, and a folder can be neither read nor replaced.
  const latin = Buffer.from('port: 4000 # caf\u00E9\n', 'latin1');
  writeFileSync(file, latin);
  const version = versionOf(readFileSync(file, 'utf8'));
  await expect(keeper.prepare({ ...change, version })).rejects.toMatchObject({ kind: 'refused' });
  expect(readFileSync(file)).toEqual(latin);
  rmSync(file);
  mkdirSync(file);
  await expect(keeper.prepare(change)).rejects.toMatchObject({ kind: 'refused' });
});
