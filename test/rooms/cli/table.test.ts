import { expect, test } from 'vitest';
import { textOf } from '#services/cli/line.ts';
import { table } from '#services/cli/table.ts';

const printed = (...args: Parameters<typeof table>) => Array.from(table(...args), (line) => textOf(line, false));

test('columns are as wide as they must be, numbers stand to the right', () => {
  expect(
    printed(
      ['name', 'count', 'what'],
      [
        ['a', '1', 'x'],
        ['longer', '1,000', 'yy'],
      ],
      { numbers: [1] },
    ),
  ).toEqual(['name    count  what', 'a           1  x', 'longer  1,000  yy']);
});

test('the last column gives way on a narrow terminal', () => {
  const [, line] = printed(['name', 'what'], [['a', 'a long story that does not end']], { columns: 22 });
  expect(line).toBe('a     a long story th…');
});

test('line breaks and terminal commands in a cell break no line', () => {
  expect(printed(['name'], [['a\nb\u001B[31m']])).toEqual(['name', 'a b [31m']);
  expect(printed(['name'], [['a\u001B[31m']])[1]).toBe('a [31m');
});

test('the first rows say how wide columns are, and rows are written as they come', () => {
  let made = 0;
  function* rows() {
    for (; made < 100_000; made++) yield [String(made), 'x'];
  }
  const lines = table(['number', 'what'], rows());
  for (let i = 0; i < 10; i++) lines.next();
  expect(made).toBeLessThan(2000);
  const all = Array.from(lines, (line) => textOf(line, false));
  expect(all.at(-1)).toBe('99999   x');
});

test('a cell that is wider than those before pushes what follows aside', () => {
  const rows = Array.from({ length: 2000 }, (_, i) => [i === 1999 ? 'much wider' : 'a', 'x']);
  expect(printed(['n', 'what'], rows).at(-1)).toBe('much wider  x');
});

const cpuMs = (count: number) => {
  const rows = Array.from({ length: count }, (_, i) => [`row ${i}`, 'what happened to it']);
  const before = process.cpuUsage();
  printed(['name', 'what'], rows);
  return process.cpuUsage(before).user / 1000;
};

test('ten times the rows take ten times as long, not a hundred times', () => {
  cpuMs(20_000);
  const few = Math.min(cpuMs(10_000), cpuMs(10_000), cpuMs(10_000));
  expect(Math.min(cpuMs(100_000), cpuMs(100_000))).toBeLessThan(30 * Math.max(few, 5));
});

test('letters that take two columns keep the columns straight', () => {
  expect(
    printed(
      ['name', 'what'],
      [
        ['日本', 'x'],
        ['abcde', 'y'],
      ],
    ),
  ).toEqual(['name   what', '日本   x', 'abcde  y']);
});
