import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['db', 'graphql', 'services', 'test'];
const IMPORTS = /(?:\bfrom|\bimport)\s*\(?\s*'([.#][^']+)'/g;

/** The project's files that import each file, by path. */
const importers = new Map<string, string[]>();
for (const folder of FOLDERS)
  for (const name of readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(ROOT, folder, name);
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(IMPORTS)) {
      const imported = specifier.startsWith('#') ? join(ROOT, specifier.slice(1)) : join(dirname(path), specifier);
      importers.set(imported, [...(importers.get(imported) ?? []), path]);
    }
  }

/** All modules that change when a file does: the file, its importers, their importers, and so on. */
export function carriersOf(file: string): ReadonlySet<string> {
  const carriers = new Set([file]);
  for (const carrier of carriers) for (const importer of importers.get(carrier) ?? []) carriers.add(importer);
  return carriers;
}
