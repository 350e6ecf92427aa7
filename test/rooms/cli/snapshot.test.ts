import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const build = fileURLToPath(new URL('../../../build/', import.meta.url));
const [name = ''] = readFileSync(join(build, 'program.stamp'), 'utf8').split(' ');
const watcher = new URL('watch-loading.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'vedette-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program reads of time, environment and chance while it is loaded. */
function readBy(program: string): unknown {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', watcher, program], {
    encoding: 'utf8',
    env: {},
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout);
}

test('what a snapshot has loaded has read neither time, environment nor chance', () => {
  // Whether citty writes colours, which `help` takes out of its text.
  const ofColours = ['CI', 'NO_COLOR', 'TERM', 'TEST'].map((variable) => `process.env.${variable}`);
  expect(readBy(join(build, 'program', name, 'snapshot.cjs'))).toEqual(ofColours);
});

test('such reading is noticed, in modules of Node.js too', () => {
  const program = join(folder, 'snapshot.cjs');
  writeFileSync(
    program,
    `Date.now(); new Date(); Math.random(); process.env.TZ; Object.keys(process.env); process.argv; process.cwd();
    process.stdout; performance.now(); new Date(0).getHours(); new Date(0); 
    require('node:crypto').randomUUID(); require('node:os').homedir();`,
  );
  expect(readBy(program)).toEqual([
    'Date.now',
    'Math.random',
    'a date’s getHours',
    'crypto.randomUUID',
    'new Date()',
    'os.homedir',
    'performance.now',
    'process.argv',
    'process.cwd',
    'process.env',
    'process.env.TZ',
    'process.stdout',
  ]);
});
