// Do the checks notice bugs? Each planted bug is built into a copy of the module and must be noticed. `PLANTED=all`
// plants all.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'planted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One for each of the three parts of the module, so that every run shows that the checks work. */
const ALWAYS = ['a repeated key does not replace', 'a match may begin before the text', 'two spaces are an empty word'];
const planted = process.env.PLANTED === 'all' ? PLANTED_BUGS : PLANTED_BUGS.filter(({ name }) => ALWAYS.includes(name));
/** The checks take half a minute when they notice nothing, and longer on a busy machine. */
const MS_MAX = 180_000;
const FLAGS = ['-O3', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory', '--runtime', 'stub'];

test.each(planted.map((bug, i) => ({ ...bug, i })))(
  'noticed: $name',
  ({ i, ...bug }) => {
    const seen = whatChecksSee(bug, join(folder, `${i}`));
    if (process.env.PLANTED) process.stdout.write(`${bug.name} | ${seen.slice(0, 160)}\n`);
    expect(seen).not.toBe('');
  },
  MS_MAX,
);

test.each(PLANTED_BUGS)('can still be planted: $name', ({ file, right, wrong }) => {
  const source = sourceOf(file);
  expect(source.split(right)).toHaveLength(2);
  expect(source).not.toContain(wrong === '' ? '\0' : `${right}${wrong}`);
});

/**
 * Builds the module with the bug and runs the checks on it, in a process of their own, because the bug may make it
 * hang. @returns what the checks complain of; empty when they notice nothing
 */
function whatChecksSee({ file, right, wrong }: PlantedBug, at: string): string {
  cpSync(join(root, 'services/reader/assembly'), at, { recursive: true });
  writeFileSync(
    join(at, file),
    sourceOf(file).replace(right, () => wrong),
  );
  const module = join(at, 'reader.wasm');
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  // Optimizing the compiler itself would take longer than running it.
  const built = run(['--liftoff-only', compiler, join(at, 'index.ts'), '-o', module, ...FLAGS], at);
  if (built.status !== 0) throw new Error(`The bug does not build: ${built.stderr}`);
  const checked = run([join(root, 'test/rooms/reader/notice.ts'), module], root);
  return checked.status === 0 ? checked.stdout : `they end with ${checked.signal ?? checked.status}`;
}

function run(args: readonly string[], cwd: string) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: MS_MAX });
}

function sourceOf(file: string): string {
  return readFileSync(join(root, 'services/reader/assembly', file), 'utf8');
}
