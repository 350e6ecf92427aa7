import { expect, test } from 'vitest';
import { cut, widthOf, wrapped } from '#services/cli/width.ts';

test('the widths of terminals are kept to, whatever the letters', () => {
  expect([widthOf('abc'), widthOf('日本'), widthOf('é')]).toEqual([3, 4, 1]);
  expect([cut('abcdef', 6), cut('abcdef', 5), cut('日本語', 5)]).toEqual(['abcdef', 'abcd…', '日本…']);
  expect([...wrapped('one two three', 8)]).toEqual(['one two', 'three']);
  expect([...wrapped('abcdefgh ij', 4)]).toEqual(['abcd', 'efgh', 'ij']);
  expect([...wrapped('', 4)]).toEqual([]);
});
