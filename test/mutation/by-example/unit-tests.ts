import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Replaces Vitest when unit tests of kits are loaded for a bug: `test` and `describe` only collect what there is to
 * run. So the tests run in milliseconds, hundreds of times, in one thread.
 */

export { expect } from 'vitest';

export interface UnitTest {
  readonly name: string;
  readonly run: () => unknown;
}

type Body<Row extends readonly unknown[]> = (...row: Row) => unknown;
type Table = readonly unknown[];

let noted: UnitTest[] = [];

/** The tests collected since the last call. */
export function notedTests(): readonly UnitTest[] {
  const tests = noted;
  noted = [];
  return tests;
}

export const test = Object.assign(note, {
  each: (table: Table) => (name: string, body: Body<readonly unknown[]>) => {
    for (const [i, row] of table.entries()) note(`${name} ${i}`, () => body(...(Array.isArray(row) ? row : [row])));
  },
});

export const describe = Object.assign((_name: string, body: () => void) => body(), {
  each: (table: Table) => (_name: string, body: Body<readonly unknown[]>) => {
    for (const row of table) body(...(Array.isArray(row) ? row : [row]));
  },
});

function note(name: string, run: () => unknown): void {
  noted.push({ name: `${noted.length} ${name}`, run });
}

const FOLDER = fileURLToPath(new URL('../../rooms/detectors/kits', import.meta.url));

/**
 * Addresses of the unit tests that import one of these files, which are named below the folder of detectors. Fuzz tests
 * are left out, because they take too long.
 */
export function testsOf(files: readonly string[]): readonly string[] {
  return globSync('**/!(hostile).test.ts', { cwd: FOLDER })
    .toSorted()
    .map((name) => `${FOLDER}/${name}`)
    .filter((path) => {
      const text = readFileSync(path, 'utf8');
      return files.some((file) => text.includes(`'#services/detectors/${file}'`));
    })
    .map((path) => pathToFileURL(path).href);
}
