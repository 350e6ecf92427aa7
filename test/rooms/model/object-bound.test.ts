import { expect, test } from 'vitest';
import { TEXT_MB_MAX, TEXT_SETTING, tooLarge } from '#services/model/object-bound.ts';
import { READER_BOUNDS, readerBounds } from '#services/reader/bounds.ts';

test('what AWS documents to deliver is fetched, and what is not fetched says which setting refuses it', () => {
  expect(tooLarge(READER_BOUNDS.outMax, TEXT_MB_MAX)).toBeUndefined();
  expect(READER_BOUNDS.inMax).toBeGreaterThan(75 << 20);
  expect(tooLarge(READER_BOUNDS.outMax + 1, TEXT_MB_MAX)).toMatchObject({
    refused: 'over-bound',
    message: expect.stringContaining(TEXT_SETTING),
  });
});

test('every bound follows from the setting', () => {
  const [small, large] = [readerBounds(1), readerBounds(TEXT_MB_MAX)];
  for (const bound of ['inMax', 'outMax', 'rowsMax', 'flowRowsMax'] as const)
    expect(large[bound]).toBeGreaterThan(50 * small[bound]);
});
