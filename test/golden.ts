import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares a value with a JSON file beside the test. `UPDATE=1` writes the file instead: then read the difference,
 * because users will see it.
 */
export function expectGolden(file: URL, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env['UPDATE'] === '1') return writeFileSync(file, text);
  if (!existsSync(file)) throw new Error(`${file.pathname} is not there: run the test with UPDATE=1, and read it.`);
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
