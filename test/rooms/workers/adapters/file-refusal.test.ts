import { expect, test } from 'vitest';
import { fileRefusal } from '#services/workers/adapters/file-refusal.ts';

test('errors that say nothing about the file are not taken for a refusal', () => {
  const cause = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
  expect(() => fileRefusal(cause)).toThrow(cause);
  expect(fileRefusal(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toMatchObject({ refused: 'missing' });
});
