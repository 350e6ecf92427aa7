import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The modules by which tests get databases. */
const GIVING = ['test/databases.ts', 'test/postgres.ts'];

/** Test files that open a database, themselves or through another module of the tests: paths from the root, with `/`. */
export function openingDatabases(): readonly string[] {
  const modules = globSync('test/**/*.ts', { cwd: ROOT }).map((found) => {
    const path = found.replaceAll(sep, '/');
    return { path, imports: importsOf(path) };
  });
  const opening = new Set(GIVING);
  let before = 0;
  while (opening.size > before) {
    before = opening.size;
    for (const { path, imports } of modules) if (imports.some((each) => opening.has(each))) opening.add(path);
  }
  return [...opening].filter((path) => path.endsWith('.test.ts'));
}

function importsOf(path: string): readonly string[] {
  const imports = readFileSync(join(ROOT, path), 'utf8').matchAll(/ from '(\.[^']+)'/g);
  return Array.from(imports, ([, target = '']) => join(dirname(path), target));
}
