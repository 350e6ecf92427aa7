import { expect, test } from 'vitest';
import { leavesOf, member, wordsOf } from '../../../../console/parts/json.ts';

test('names of fields are read as words', () => {
  expect(wordsOf('networkInterfaceId')).toBe('network interface ID');
  expect(wordsOf('localIpDetails')).toBe('local IP');
  expect(wordsOf('userAgent')).toBe('user agent');
  expect(wordsOf('Arn')).toBe('ARN');
  expect(wordsOf('Api')).toBe('API');
});

test('every value has the way to it as its label', () => {
  expect(
    leavesOf({
      a: { deepName: 'x', none: null, empty: [] },
      list: ['p', 'q'],
      many: [{ id: 1 }, { id: 2 }],
      one: [{ flag: true }],
    }),
  ).toEqual([
    { label: 'A · deep name', value: 'x' },
    { label: 'List', value: 'p, q' },
    { label: 'Many · 1 · ID', value: '1' },
    { label: 'Many · 2 · ID', value: '2' },
    { label: 'One · flag', value: 'yes' },
  ]);
});

test('a member is only what an object has itself', () => {
  expect(member({ a: { b: 1 } }, 'a', 'b')).toBe(1);
  expect(member({ a: { b: 1 } }, 'a', 'constructor')).toBeUndefined();
  expect(member('text', 'length')).toBeUndefined();
});

test('values without end are cut off', () => {
  expect(
    leavesOf(
      Array.from({ length: 500 }, (_, index) => ({ index })),
      60,
    ),
  ).toHaveLength(60);
});
