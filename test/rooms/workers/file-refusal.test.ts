import { expect, test } from 'vitest';
import { READER_BOUNDS } from '#services/reader/bounds.ts';
import { fileRefusal, tooLarge } from '#services/workers/file-refusal.ts';

test('plain text that the reader takes is not refused for being larger than gzip may be', () => {
  expect(tooLarge(READER_BOUNDS.inMax + 1)).toBeUndefined();
  expect(tooLarge(READER_BOUNDS.outMax)).toBeUndefined();
  expect(tooLarge(READER_BOUNDS.outMax + 1)).toMatchObject({ refused: 'over-bound' });
});

test('errors that say nothing about the file are not taken for a refusal', () => {
  const cause = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
  expect(() => fileRefusal(cause)).toThrow(cause);
  expect(fileRefusal(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toMatchObject({ refused: 'missing' });
});
