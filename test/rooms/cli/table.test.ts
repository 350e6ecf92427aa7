import { expect, test } from 'vitest';
import { table } from '#services/cli/table.ts';

test('columns are as wide as they must be, numbers stand to the right', () => {
  expect(
    table(
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
  const [, line] = table(['name', 'what'], [['a', 'a long story that does not end']], { columns: 22 });
  expect(line).toBe('a     a long story th…');
});

test('line breaks and terminal commands in a cell break no line', () => {
  expect(table(['name'], [['a\nb\u001B[31m']])).toHaveLength(3);
  expect(table(['name'], [['a\u001B[31m']])[1]).toBe('a [31m');
});
