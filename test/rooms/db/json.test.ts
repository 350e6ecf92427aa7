import { expect, test } from 'vitest';
import { toJson } from '#db/json.ts';

test('JSON that PostgreSQL takes is not touched, and of other text only what it refuses', () => {
  const plain = { text: 'ä\\u00e9 \\d800', list: [1, null, { a: true }], at: new Date(0) };
  expect(toJson(plain)).toBe(JSON.stringify(plain));
  const hostile = { 'k\0': ['a\0', '\uD800', { deep: 'x\uDFFF' }], kept: [1, null, true, 'y'] };
  expect(JSON.parse(toJson(hostile))).toEqual({
    'k\uFFFD': ['a\uFFFD', '\uFFFD', { deep: 'x\uFFFD' }],
    kept: [1, null, true, 'y'],
  });
});
