import { expect, test } from 'vitest';
import { StatementNames } from '#db/statement-names.ts';

test('texts that vary get no names, and do not keep others out', () => {
  const names = new StatementNames(2);
  const often = (text: string) => [1, 2, 3, 4].map(() => names.nameOf(text));
  expect(often('a')).toEqual([undefined, undefined, 's0', 's0']);
  for (let n = 0; n < 3000; n++) expect(names.nameOf(`vary ${n}`)).toBeUndefined();
  expect(often('b')).toEqual([undefined, undefined, 's1', 's1']);
  expect(often('c')).toEqual([undefined, undefined, undefined, undefined]);
  expect(names.nameOf('a')).toBe('s0');
});
