import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { liveThrough } from './processes.ts';

test('each seed is lived through once, and one over which its process dies fails', async () => {
  const living = {
    processes: 2,
    shrinks: false,
    program: join(import.meta.dirname, 'fake-seeds-process.ts'),
  };
  const wrong = new Map<number, readonly string[]>();
  for await (const lived of liveThrough([1, 2, 3, 4, 5, 6], living)) wrong.set(lived.seed, lived.wrong);
  expect([...wrong.keys()].toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...wrong].filter(([, said]) => said.length > 0)).toEqual([[3, ['The process that lived through it ended.']]]);
});

test.each(PLANTED_BUGS)('can be planted: $name', ({ file, right }) => {
  expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8').split(right)).toHaveLength(2);
});
