import { expect, test } from 'vitest';
import { printRows } from '#services/cli/print-rows.ts';
import { openTerminal } from '#services/cli/terminal.ts';
import { Collector } from './run.ts';

const ROWS = [
  { name: 'first', count: 7, why: 'because it is long enough to be cut on a narrow screen' },
  { name: 'b', count: 1200, why: '' },
];
const SHOWN = {
  head: ['name', 'count', 'why'],
  cells: ({ name, count, why }: (typeof ROWS)[number]) => [name, String(count), why],
  numbers: [1],
};

async function printed(isJson: boolean | undefined, columns?: number, rows = ROWS): Promise<string> {
  const stdout = Object.assign(new Collector(), columns === undefined ? {} : { isTTY: true, columns });
  await printRows(rows, isJson, SHOWN, openTerminal({ stdout, stderr: new Collector(), env: { NO_COLOR: '1' } }));
  return stdout.text;
}

test('a list is a table, with numbers to the right, whole in a pipe and as wide as the screen on a terminal', async () => {
  expect(await printed(false)).toBe(
    [
      'name   count  why',
      'first      7  because it is long enough to be cut on a narrow screen',
      'b       1200',
      '',
    ].join('\n'),
  );
  const lines = (await printed(undefined, 40)).split('\n');
  expect(lines[1]).toMatch(/^first {6}7 {2}because it is.*…$/);
  expect(lines.every((line) => line.length <= 40)).toBe(true);
});

test('a list is a whole row for each line of JSON where that is asked for', async () => {
  expect(await printed(true, 40)).toBe(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
});

test('a list of nothing is nothing', async () => {
  expect(await printed(false, 40, [])).toBe('');
  expect(await printed(true, undefined, [])).toBe('');
});
