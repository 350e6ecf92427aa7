// Runs on whatever Node the machine has (20 or newer). Installs from the lockfile, builds the reader's module, the
// index of networks, a bundle of the program, an empty database and the console, each once and again when its inputs
// changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = (path) => join(root, path);
/** The Node.js that is installed as a dependency. */
const NODE = file('node_modules/.bin/node');

const ASC_FLAGS = '-O3 --noAssert --enable simd --enable bulk-memory --runtime stub'.split(' ');

const DAY_MS = 86_400_000;

/** This set-up writes files here first, and moves them to their places when they are complete. */
const BEGUN = `build/begun-${process.pid}`;

try {
  await install();
  mkdirSync(file('build'), { recursive: true });
  const noteDone = noteBegun();
  // They do not depend on each other.
  await Promise.all([buildConsole(), buildReader(), buildProgram(), buildDatabase(), buildNetworks()]);
  noteDone();
} catch (error) {
  if (error.syscall === undefined) throw error;
  const advice = ['ENOSPC', 'EDQUOT'].includes(error.code)
    ? 'Make room and run the command again'
    : `Run node scripts/setup.mjs as a user who may write to ${root}`;
  fail(`Set-up cannot write: ${error.message}. ${advice}.`);
}

async function install() {
  const want = digest([file('package-lock.json')], process.platform + process.arch);
  const stamp = file('node_modules/.setup');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  forgetTypes();
  if (isInstalled()) return void writeFileSync(stamp, want);
  accessSync(root, constants.W_OK);
  process.stderr.write('Installing dependencies from package-lock.json (about a minute, once)…\n');
  const npm = process.env.npm_execpath; // the npm that runs this script, if one does
  await must(
    npm ? [process.execPath, npm, 'ci'] : ['npm', 'ci'],
    'npm ci failed: check the network and the npm registry setting, then run the command again.',
  );
  writeFileSync(stamp, want);
}

/**
 * Makes `tsc -b` check everything again: it compares the times of files, and installed packages keep their original
 * times.
 */
function forgetTypes() {
  for (const name of ['tsc', 'tsc.console']) rmSync(file(`build/${name}.tsbuildinfo`), { force: true });
}

/**
 * Whether somebody ran `npm ci` already: npm writes down what it installed. Packages for other platforms may be
 * missing.
 */
function isInstalled() {
  const noted = file('node_modules/.package-lock.json');
  if (!existsSync(noted) || !existsSync(file('node_modules/.bin/node'))) return false;
  const { packages: installed } = JSON.parse(readFileSync(noted, 'utf8'));
  const { packages: wanted } = JSON.parse(readFileSync(file('package-lock.json'), 'utf8'));
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

async function buildReader() {
  const folder = 'services/reader/assembly';
  const sources = readdirSync(file(folder))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const compiler = JSON.parse(readFileSync(file('node_modules/assemblyscript/package.json'), 'utf8')).version;
  const want = digest(
    sources.map((name) => file(`${folder}/${name}`)),
    `${compiler} ${ASC_FLAGS.join(' ')}`,
  );
  const stamp = file('build/reader.stamp');
  if (existsSync(file('build/reader.wasm')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  process.stderr.write('Building the log reader (a few seconds, once)…\n');
  const compile = [process.execPath, file('node_modules/assemblyscript/bin/asc.js'), `${folder}/index.ts`, '-o'];
  await replace('build/reader.wasm', (begun) =>
    must([...compile, begun, ...ASC_FLAGS], 'The reader did not build: see the compiler error above.'),
  );
  writeFileSync(stamp, want);
}

async function buildNetworks() {
  const { version } = JSON.parse(readFileSync(file('node_modules/@ip-location-db/asn/package.json'), 'utf8'));
  if (existsSync(file(`build/asn-${version}.bin`))) return;
  await must([NODE, 'scripts/build-networks.ts'], 'The index of networks was not built: see the error above.');
}

/**
 * Bundles the program into a folder that is named after a hash of its inputs, with a snapshot, which contains the path
 * of this installation. If the sources have an error, there is no bundle, and the next start reports the error.
 */
async function buildProgram() {
  const sources = ['services', 'db', 'graphql'].flatMap(filesBelow);
  const want = digest(
    ['package.json', 'package-lock.json', 'scripts/build-program.ts', ...sources].map(file),
    // A snapshot works on one kind of machine only, and containers may share a checkout with their host.
    process.platform + process.arch + sources.join(' '),
  );
  const stamp = file('build/program.stamp');
  const [before, place] = existsSync(stamp) ? readFileSync(stamp, 'utf8').trim().split(/ (.*)/) : [''];
  const folder = `build/program/${want}`;
  if (before === want && place === resolve(root) && existsSync(file(folder))) return;
  rmSync(stamp, { force: true });
  forgetPrograms([before, want]);
  if (!existsSync(file(folder)) && !(await bundleInto(folder))) return;
  await takeSnapshot(folder);
  writeFileSync(stamp, `${want} ${resolve(root)}\n`);
}

/**
 * Makes the folder under another name and renames it, because another process may start from it as soon as it exists.
 * @returns whether it exists
 */
async function bundleInto(folder) {
  const begun = `${folder}-${process.pid}`;
  if ((await run([NODE, 'scripts/build-program.ts', begun], 'ignore')) !== 0) return false;
  try {
    renameSync(file(begun), file(folder));
  } catch {
    rmSync(file(begun), { recursive: true }); // Another set-up made the same meanwhile.
  }
  return existsSync(file(folder));
}

/**
 * Saves the memory of a process that has loaded the code for a scan. Without this snapshot, each scan loads it again; but
 * Node.js ends when it is given half of one. So setup keeps a snapshot only when a process has started from it.
 */
async function takeSnapshot(folder) {
  const begun = `${folder}/snapshot-${process.pid}`;
  const take = [NODE, '--snapshot-blob', begun, '--build-snapshot', `${folder}/snapshot.cjs`];
  const begin = [NODE, '--snapshot-blob', begun, `${folder}/main.js`, '--version'];
  if ((await run(take, 'ignore')) === 0 && (await run(begin, 'ignore')) === 0) {
    flush(begun);
    renameSync(file(begun), file(`${folder}/snapshot.blob`));
  }
  rmSync(file(begun), { force: true });
}

/** A file that is renamed before its bytes are on the disk may be empty after a power cut. */
function flush(path) {
  const opened = openSync(file(path), 'r+');
  fsyncSync(opened);
  closeSync(opened);
}

/**
 * Deletes old bundles. A running process may still load files of its bundle, so the previous bundle stays, and so do
 * those that are younger than a day.
 */
function forgetPrograms(kept) {
  if (!existsSync(file('build/program'))) return;
  for (const name of readdirSync(file('build/program'))) {
    if (!kept.includes(name)) forgetOld(file(`build/program/${name}`));
  }
}

/** The dump that a new embedded database starts from. Without it, each new one runs all migrations. */
async function buildDatabase() {
  const sources = readdirSync(file('db/migrations'), { recursive: true })
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const [pglite, queue] = ['@electric-sql/pglite', 'pg-boss'].map(
    (name) => JSON.parse(readFileSync(file(`node_modules/${name}/package.json`), 'utf8')).version,
  );
  const want = digest(
    ['scripts/build-database.ts', 'db/queue.ts', ...sources.map((name) => `db/migrations/${name}`)].map(file),
    `${pglite} ${queue} ${sources.join(' ')}`,
  );
  const stamp = file('build/database.stamp');
  const made = file(`build/database-${dirname(sources.at(-1) ?? '')}.tar`);
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  if ((await run([NODE, 'scripts/build-database.ts'])) === 0) writeFileSync(stamp, want);
}

/** The files for browsers. Without them the service works, and tells visitors that they are missing. */
async function buildConsole() {
  const sources = filesBelow('console');
  const want = digest(['package-lock.json', ...sources].map(file), sources.join(' '));
  const stamp = file('build/console.stamp');
  if (existsSync(file('build/console/index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  process.stderr.write('Building the console (a few seconds, once)…\n');
  const build = ['node_modules/vite/bin/vite.js', 'build', '--config', 'console/vite.config.ts', '--logLevel', 'warn'];
  await replace('build/console', async (begun) => {
    if ((await run([NODE, ...build, '--outDir', file(begun)])) === 0) writeFileSync(stamp, want);
  });
}

/**
 * Makes a file or folder elsewhere and moves it to its place, so that a process that starts meanwhile never finds half
 * of it.
 */
async function replace(path, make) {
  const begun = `${BEGUN}/${basename(path)}`;
  mkdirSync(file(BEGUN), { recursive: true });
  await make(begun);
  if (!existsSync(file(begun))) return;
  rmSync(file(path), { recursive: true, force: true });
  try {
    renameSync(file(begun), file(path));
  } catch (error) {
    if (!existsSync(file(path))) throw error; // Another set-up made the same meanwhile.
  }
}

/**
 * Makes `build/setup.stamp`, and returns a function that puts it in place. The launcher runs set-up when a source is
 * newer than this file. The file is as old as the beginning of the set-up, because a source that changes during set-up
 * may have been read before.
 */
function noteBegun() {
  const note = file(`${BEGUN}/setup.stamp`);
  try {
    for (const name of readdirSync(file('build'))) if (name.startsWith('begun-')) forgetOld(file(`build/${name}`));
    mkdirSync(file(BEGUN), { recursive: true });
    writeFileSync(note, '');
  } catch {
    return () => {}; // If the installation is read-only, the launcher runs set-up at each start.
  }
  return () => {
    renameSync(note, file('build/setup.stamp'));
    rmSync(file(BEGUN), { recursive: true });
  };
}

/** Deletes what an interrupted set-up left, or an old bundle, if it is older than a day. */
function forgetOld(path) {
  if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true });
}

function filesBelow(folder) {
  return readdirSync(file(folder), { recursive: true })
    .filter((name) => /\.[a-z]+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function digest(paths, salt) {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) hash.update(readFileSync(path));
  return hash.digest('hex');
}

/** Runs a command. If it fails, ends this process with the exit code of the command. */
async function must(command, complaint) {
  const status = await run(command);
  if (status !== 0) fail(complaint, status ?? 1);
}

function fail(complaint, status = 1) {
  process.stderr.write(`${complaint}\n`);
  process.exit(status);
}

/** Runs a command. @returns its exit code; null when it cannot be started, or is killed */
function run([command, ...args], output = 2) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', output, output],
    shell: !command.endsWith('.exe') && process.platform === 'win32',
  });
  return new Promise((ended) => {
    child.once('error', () => ended(null));
    child.once('exit', (status) => ended(status));
  });
}
