import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../../vedette', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-launcher-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As from a shell that has the system's tools on its path, and not what npm adds. */
function launch(command: string, args: readonly string[], path = '/usr/bin:/bin') {
  return spawnSync(command, [...args], { cwd: folder, encoding: 'utf8', env: { PATH: path, HOME: folder } });
}

/** The line that starts Node.js for a command, as the shell tells it. */
function started(command: string): string {
  const { stderr } = launch('sh', ['-x', LAUNCHER, command, '--help']);
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

  test('loads detectors from one file, and lets what runs for long be optimized', () => {
    for (const command of ['serve', 'scan']) expect(started(command)).toContain('--conditions=bundled');
    expect(started('scan')).toContain('--no-turbofan');
    expect(started('serve')).not.toContain('--no-turbofan');
  });

  test('is plain sh', () => {
    expect(spawnSync('sh', ['-n', LAUNCHER]).status).toBe(0);
  });
});
