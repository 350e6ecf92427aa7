import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { PLANTED_BUGS } from './planted/bugs.ts';
import type { Noticed } from './planted/run.ts';

/** Do tests notice bugs in glue code? Each bug is planted, and must fail the test that is named beside it. */

const root = fileURLToPath(new URL('..', import.meta.url));
const MS_MAX = 300_000;

test.each(PLANTED_BUGS)('can be planted: $name', ({ file, right }) => {
  expect(readFileSync(`${root}${file}`, 'utf8').split(right)).toHaveLength(2);
});

describe('planted', () => {
  let noticed: readonly Noticed[];
  beforeAll(() => {
    // In a process of its own, because a run of tests cannot contain another.
    const options = {
      cwd: root,
      encoding: 'utf8',
      timeout: MS_MAX,
      env: { ...process.env, VITEST: undefined },
    } as const;
    const server = inject('postgresUrl') ?? [];
    const run = spawnSync(process.execPath, ['test/planted/run.ts'].concat(server), options);
    if (run.status !== 0) throw new Error(run.stderr);
    noticed = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '');
  }, MS_MAX);

  test.each(PLANTED_BUGS.map((bug, i) => ({ ...bug, i })))('noticed: $name', ({ i, seenBy }) => {
    const { right, wrong } = noticed[i] ?? { right: ['It did not run.'], wrong: [] };
    expect(right).toEqual([]);
    // A contract test runs once for every source.
    expect(wrong).not.toEqual([]);
    expect(wrong.filter((name) => !name.includes(seenBy.test))).toEqual([]);
  });
});
