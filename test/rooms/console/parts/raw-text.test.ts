import { expect, test } from 'vitest';
import { rawText } from '../../../../console/parts/raw-text.ts';

test('JSON stands in lines, and what would steer a page in escapes', () => {
  const value = { name: '\u202Egnp.exe', line: 'a\nb', deep: { esc: '\u001B[31m' } };
  const text = rawText(JSON.stringify(value));
  expect(text.split('\n')).toEqual([
    '{',
    '  "name": "\\u202egnp.exe",',
    '  "line": "a\\nb",',
    '  "deep": {',
    '    "esc": "\\u001b[31m"',
    '  }',
    '}',
  ]);
  expect(JSON.parse(text)).toEqual(value);
});

test('lines of a log stay lines', () => {
  expect(rawText('version\taccount\n2 111122223333\r\n\u001B[2J')).toBe(
    'version\\u0009account\n2 111122223333\\u000d\n\\u001b[2J',
  );
});
