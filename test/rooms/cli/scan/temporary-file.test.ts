import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { TemporaryFile, type Stretch } from '#services/cli/scan/temporary-file.ts';

const KIB = 1024;

test.each([
  ['small ones, one after another', [1, 2, 3, 100, 5]],
  ['ones that fill what is written at once to the byte', [200 * KIB, 56 * KIB, 1, 256 * KIB, 7]],
  ['ones larger than what is written at once', [10, 256 * KIB + 1, 20, 700 * KIB, 30]],
  ['many of a block’s size', Array.from({ length: 40 }, (_, n) => 16 * KIB + (n % 3) - 1)],
])('what was put is read again: %s', (_, sizes) => {
  using file = new TemporaryFile();
  const kept: { readonly stretch: Stretch; readonly bytes: Buffer }[] = [];
  const isWhole = ({ stretch, bytes }: (typeof kept)[number]) => file.read(stretch).equals(bytes);
  for (const size of sizes) {
    const bytes = randomBytes(size);
    kept.push({ bytes, stretch: file.put(bytes) });
    // Some are read while others are not written yet.
    expect(kept.length % 2 === 1 || kept.slice(-2).every(isWhole)).toBe(true);
  }
  expect(kept.map(({ stretch }) => stretch.size)).toEqual(sizes);
  for (const order of [kept, kept.toReversed(), [...kept.slice(2), ...kept.slice(0, 2)]])
    expect(order.every(isWhole)).toBe(true);
});

test('bytes that are not there are no bytes', () => {
  using file = new TemporaryFile();
  const { start, size } = file.put(Buffer.from('kept'));
  expect(() => file.read({ start, size: size + 1 })).toThrow('lacks what was written');
});

test('what is put may be changed afterwards', () => {
  using file = new TemporaryFile();
  const bytes = Buffer.from('before');
  const stretch = file.put(bytes);
  bytes.write('after!');
  expect(file.read(stretch).toString()).toBe('before');
});

test.skipIf(process.platform === 'win32')('nothing of it remains, however the process ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-test-'));
  vi.stubEnv('TMPDIR', folder);
  using file = new TemporaryFile();
  file.put(randomBytes(257 * KIB));
  vi.unstubAllEnvs();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
