import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileReader } from '#services/cli/scan/file-reader.ts';
import { logObject } from '../../db/turns.ts';

/** What is read of a standard input of these chunks, and how many of them were taken. */
async function readFrom(...chunks: readonly string[]) {
  let taken = 0;
  async function* stream() {
    for (const chunk of chunks) {
      taken++;
      yield Buffer.from(chunk);
    }
  }
  const bytes = await fileReader(1, stream()).get({ ...logObject(1), key: '-' });
  return [bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : bytes.refused, taken];
}

test('the standard input is read to its end, and refused as soon as it is too large', async () => {
  expect(await readFrom()).toEqual(['', 0]);
  expect(await readFrom('one ', 'and ', 'two')).toEqual(['one and two', 3]);
  const [half, whole] = ['x'.repeat(1 << 19), 'x'.repeat(1 << 20)];
  expect(await readFrom(half, half)).toEqual([whole, 2]);
  expect(await readFrom(half, half, 'x', 'never read')).toEqual(['over-bound', 3]);
});

test('files are read whole, one into the place of the other, and refused where they are gone or too large', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-test-'));
  const store = fileReader(2);
  const read = async (name: string) => store.get({ ...logObject(1), key: join(folder, name) });
  const large = Buffer.alloc((1 << 20) + 1, 'large');
  writeFileSync(join(folder, 'large'), large);
  writeFileSync(join(folder, 'small'), 'small');
  writeFileSync(join(folder, 'huge'), Buffer.alloc((2 << 20) + 1));
  const textOf = async (name: string) => {
    const bytes = await read(name);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : bytes.refused;
  };
  expect((await textOf('large')) === large.toString()).toBe(true);
  expect(await textOf('small')).toBe('small');
  expect(await read('gone')).toMatchObject({ refused: 'missing' });
  expect(await read('huge')).toMatchObject({ refused: 'over-bound' });
  rmSync(folder, { recursive: true });
});
