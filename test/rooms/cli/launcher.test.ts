import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const LAUNCHER = fileURLToPath(new URL('../../../vedette', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-launcher-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command as from a shell whose path has the system's tools and nothing that npm adds. */
function launch(command: string, args: readonly string[], path = '/usr/bin:/bin', more: NodeJS.ProcessEnv = {}) {
  return spawnSync(command, [...args], { cwd: folder, encoding: 'utf8', env: { PATH: path, HOME: folder, ...more } });
}

/** The line that starts Node.js for a command, as `sh -x` prints it. */
function started(args: readonly string[], env?: NodeJS.ProcessEnv): string {
  const { stderr } = launch('sh', ['-x', LAUNCHER, ...args, '--help'], undefined, env);
  return stderr.split('\n').find((line) => line.startsWith('+ exec')) ?? '';
}

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  test.each(['link', 'link-to-link'])('works through a %s', (name) => {
    if (name === 'link') symlinkSync(LAUNCHER, join(folder, 'link'));
    else symlinkSync('link', join(folder, name));
    expect(launch(join(folder, name), ['--version']).stdout).toBe('0.1.0\n');
  });

  test('works when it is found on the path', () => {
    expect(launch('sh', ['-c', 'vedette --version'], `${dirname(LAUNCHER)}:/usr/bin:/bin`).stdout).toBe('0.1.0\n');
  });

  test('takes paths relative to where it is called, and hands the exit code on', () => {
    writeFileSync(join(folder, 'a b.json'), '{"Records":[]}');
    expect(launch(LAUNCHER, ['scan', 'a b.json'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('a b.json'),
    });
    expect(launch(LAUNCHER, ['nonsense']).status).toBe(2);
  });

  test('says what it needs where there is no Node at all', () => {
    copyFileSync(LAUNCHER, join(folder, 'fresh'));
    symlinkSync('/bin/sh', join(folder, 'sh'));
    const { status, stderr } = launch('/bin/sh', [join(folder, 'fresh')], folder);
    expect(status).toBe(1);
    expect(stderr).toBe('vedette: the first run needs Node.js 20 or newer with npm on the PATH: https://nodejs.org\n');
  });

  test('starts the bundle: of what runs for long optimized, and with lines of the source in errors, as for who debugs', () => {
    const lines = [
      started(['serve']),
      started(['scan'], { LOG_LEVEL: 'debug' }),
      started(['scan']),
      started(['scan', '--threads=2']),
      started(['explain']),
    ];
    const which = (part: string) => lines.map((line) => line.includes(part));
    expect(which('/main.js')).toEqual([true, true, true, true, true]);
    expect(which('--no-turbofan')).toEqual([false, true, true, true, true]);
    expect(which('--enable-source-maps')).toEqual([true, true, false, false, false]);
    expect(which('/snapshot.blob')).toEqual([false, false, true, false, false]);
  });

  test('an error that nobody awaits is a sentence, without the line of the bundle', () => {
    const throws = `process.on('newListener', (name) => {
      if (name === 'uncaughtException') setImmediate(() => { throw new Error('It broke.'); });
    });`;
    writeFileSync(join(folder, 'throws.cjs'), throws);
    const more = { NODE_OPTIONS: `--require=${join(folder, 'throws.cjs')}` };
    expect(launch(LAUNCHER, ['explain', 'api', 'iam:CreateUser'], undefined, more)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/vedette: It broke\.\n$/),
    });
  });

  test('is plain sh', () => {
    expect(spawnSync('sh', ['-n', LAUNCHER]).status).toBe(0);
  });
});

/** The files of a bundle that are loaded together with one. */
function loadedWith(bundle: string, name: string, all = new Set<string>()): ReadonlySet<string> {
  if (all.has(name)) return all;
  all.add(name);
  const imports = readFileSync(join(bundle, name), 'utf8').matchAll(/(?:from|import) ?"\.\/([^"]+\.js)"/g);
  for (const [, imported = ''] of imports) loadedWith(bundle, imported, all);
  return all;
}

const SourceMap = z.object({ sources: z.array(z.string()) });

/** Replaces Node.js: prints what it should run, and copies a file where a bundle is wanted. */
const FAKE_NODE = `#!/bin/sh
case $1 in
  */scripts/setup.mjs) echo 'set up'; exec '${process.execPath}' "$@" ;;
  scripts/build-program.ts) mkdir -p "$2"; cp services/main.ts "$2/main.js" ;;
  --snapshot-blob) [ "$3" != --build-snapshot ] || echo "$4" >"$2" ;;
  scripts/* | node_modules/*) ;;
  *) for each in "$@"; do case $each in /*) echo "$each" ;; esac; done ;;
esac
`;

describe.skipIf(process.platform === 'win32')('what the launcher starts', () => {
  const root = join(folder, 'installation');
  /** What is run with Node.js, in order. */
  const runs = (command = 'explain', at = root) =>
    launch(join(at, 'vedette'), [command]).stdout.split('\n').slice(0, -1);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  };
  const edit = (path: string) => appendFileSync(join(root, path), ' ');
  const MAIN = join(root, 'services/main.ts');
  const BUNDLED = [
    'services/main.ts',
    'services/model/deep/noun.ts',
    'services/detectors/recon/some.ts',
    'db/queries/some.ts',
    'graphql/server.ts',
    'package.json',
    'package-lock.json',
    'scripts/build-program.ts',
  ];
  const OTHERS = [
    'services/reader/assembly/index.ts',
    'db/migrations/1/migration.sql',
    'console/main.ts',
    'scripts/setup.mjs',
    'node_modules/.setup',
  ];
  let bundle: string;
  beforeAll(() => {
    for (const path of ['vedette', 'scripts/setup.mjs']) {
      put(path, '');
      copyFileSync(join(dirname(LAUNCHER), path), join(root, path));
    }
    for (const path of [...BUNDLED, ...OTHERS.slice(0, -2)]) put(path, '');
    for (const path of ['package-lock.json', 'node_modules/.package-lock.json']) put(path, '{"packages":{}}');
    for (const name of ['assemblyscript', '@electric-sql/pglite', 'pg-boss', '@ip-location-db/asn'])
      put(`node_modules/${name}/package.json`, '{"version":"1"}');
    for (const path of ['scripts/build-database.ts', 'db/queue.ts', 'node_modules/assemblyscript/bin/asc.js'])
      put(path, '');
    for (const path of ['build/reader.wasm', 'build/asn-1.bin']) put(path, '');
    put('node_modules/.bin/node', FAKE_NODE);
    runs();
  });
  beforeEach(() => {
    [bundle = ''] = runs();
  });
  afterEach(() => void runs());

  test('is a bundle', () => {
    expect(bundle).toMatch(/\/build\/program\/[0-9a-f]{64}\/main\.js$/);
    expect(runs()).toEqual([bundle]);
  });

  test('is a snapshot of the bundle for a scan, until the installation is moved and set up there', () => {
    const main = relative(root, bundle);
    const snapshot = join(dirname(main), 'snapshot.blob');
    expect(runs('scan')).toEqual([join(root, snapshot), bundle]);
    expect(readFileSync(join(root, snapshot), 'utf8')).toBe(`${dirname(main)}/snapshot.cjs\n`);
    const moved = join(folder, 'moved here');
    renameSync(root, moved);
    expect(runs('scan', moved)).toEqual([join(moved, main)]);
    launch(join(moved, 'node_modules/.bin/node'), [join(moved, 'scripts/setup.mjs')]);
    expect(runs('scan', moved)).toEqual([join(moved, snapshot), join(moved, main)]);
    renameSync(moved, root);
  });

  test('is the bundle for a scan while no process can begin with the snapshot', () => {
    put(
      'node_modules/.bin/node',
      FAKE_NODE.replace('[ "$3" != --build-snapshot ] ||', '[ "$3" = --build-snapshot ] || exit 14;'),
    );
    edit('services/main.ts');
    const [, begun = ''] = runs('scan');
    expect(runs('scan')).toEqual([begun]);
    expect(readdirSync(dirname(begun))).toEqual(['main.js']);
    put('node_modules/.bin/node', FAKE_NODE);
  });

  test.each(BUNDLED)('is another bundle when this was edited: %s', (path) => {
    edit(path);
    const [first, then = ''] = runs();
    expect(first).toBe('set up');
    expect(then).toMatch(/\/build\/program\/[0-9a-f]{64}\/main\.js$/);
    expect(then).not.toBe(bundle);
    expect(readFileSync(then, 'utf8')).toBe(readFileSync(MAIN, 'utf8'));
    expect(runs()).toEqual([then]);
    // A process that runs from the other bundle may load more of it.
    expect(existsSync(bundle)).toBe(true);
  });

  test.each(OTHERS)('is set up before when this was edited: %s', (path) => {
    edit(path);
    expect(runs()[0]).toBe('set up');
  });

  test('is another bundle when a source was removed', () => {
    rmSync(join(root, 'services/model/deep/noun.ts'));
    expect(runs()).toEqual(['set up', expect.not.stringMatching(bundle)]);
  });

  test('is another bundle when a source was edited while set-up was under way', () => {
    edit('graphql/server.ts');
    put('scripts/build-database.ts', '');
    put('node_modules/.bin/node', FAKE_NODE.replace('mkdir', 'echo >>db/queries/some.ts; mkdir'));
    const [, outdated] = runs();
    put('node_modules/.bin/node', FAKE_NODE);
    const [first, then] = runs();
    expect(first).toBe('set up');
    expect(then).not.toBe(outdated);
  });

  test('is the source while there is no bundle, and the bundle that was made of the same before', () => {
    put('node_modules/.bin/node', FAKE_NODE.replace('mkdir -p', 'exit 1;'));
    const before = readFileSync(MAIN, 'utf8');
    edit('services/main.ts');
    expect(runs()).toEqual(['set up', MAIN]);
    expect(runs()).toEqual([MAIN]);
    writeFileSync(MAIN, before);
    expect(runs()).toEqual(['set up', bundle]);
    put('node_modules/.bin/node', FAKE_NODE);
  });

  test('bundles are forgotten after a day, but for the last', () => {
    const old = new Date(Date.now() - 2 * 24 * 3_600_000);
    for (const name of readdirSync(join(root, 'build/program')))
      utimesSync(join(root, 'build/program', name), old, old);
    edit('services/main.ts');
    const [, then = ''] = runs();
    const left = readdirSync(join(root, 'build/program')).toSorted();
    expect(left).toEqual([bundle, then].map((path) => basename(dirname(path))).toSorted());
  });

  test('set-up that cannot write says so in a sentence, and nothing is started', () => {
    renameSync(join(root, 'build'), join(root, 'built'));
    writeFileSync(join(root, 'build'), '');
    const { status, stdout, stderr } = launch(join(root, 'vedette'), ['scan']);
    rmSync(join(root, 'build'));
    renameSync(join(root, 'built'), join(root, 'build'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'set up\n' });
    expect(stderr).toMatch(
      /^Set-up cannot write: .*build.* Run node scripts\/setup\.mjs as a user who may write to .*\.\n$/,
    );
  });

  test('set-up leaves nothing behind of what it began, nor of what was begun long ago', () => {
    const [old, young] = ['begun-1', 'begun-2'].map((name) => join(root, 'build', name));
    for (const path of [old, young]) mkdirSync(path!);
    utimesSync(old!, 0, 0);
    edit('services/main.ts');
    runs();
    expect(readdirSync(join(root, 'build')).filter((name) => name.startsWith('begun'))).toEqual(['begun-2']);
    rmSync(young!, { recursive: true });
  });

  test.each(['build/setup.stamp', 'build/reader.wasm', 'build/asn-1.bin'])(
    'is set up before when %s is missing',
    (path) => {
      rmSync(join(root, path));
      expect(runs()[0]).toBe('set up');
      put(path, '');
    },
  );
});

test('a bundle is made of nothing but what the launcher and set-up look at', () => {
  const build = fileURLToPath(new URL('../../../build/', import.meta.url));
  const bundle = join(build, 'program', readFileSync(`${build}program.stamp`, 'utf8').split(' ')[0] ?? '');
  const names = readdirSync(bundle);
  const loads = names
    .filter((name) => name.endsWith('.js'))
    .filter((name) => / from ?"node:/.test(readFileSync(join(bundle, name), 'utf8')));
  expect(loads, 'imports of Node.js, which load all that a module has').toEqual([]);
  const detectors = names.find((name) => /^detector-files-.*\.js$/.test(name)) ?? '';
  const kinds = [...loadedWith(bundle, detectors)].map((name) => name.replace(/-.{8}\.js$/, '')).toSorted();
  expect(kinds, 'files that a scan needs').toEqual([
    'detector-files',
    'detectors',
    'rolldown-runtime',
    'scan',
    'shell',
  ]);
  const sources = names
    .filter((name) => name.endsWith('.map'))
    .flatMap((name) => SourceMap.parse(JSON.parse(readFileSync(join(bundle, name), 'utf8'))).sources)
    .flatMap((path) => relative(dirname(LAUNCHER), join(bundle, path)).split(sep)[0] ?? []);
  expect([...new Set(sources)].toSorted()).toEqual(['db', 'graphql', 'node_modules', 'package.json', 'services']);
});
