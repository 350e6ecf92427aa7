import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Imports every definition below a folder of `services/`: one file, one definition, its default export. Folders named
 * `kits` hold shared helpers, not definitions. Sorted by path, so that everything built from them has a fixed order.
 *
 * @param folder relative to `services/`, such as `detectors`
 * @param check returns the mistake in a definition at a path (below the folder, without `.ts`), or undefined
 * @throws at the first invalid file: a service with a broken definition must not start
 */
export async function loadDefinitions<T>(
  folder: string,
  check: (definition: unknown, path: string) => string | undefined,
): Promise<readonly T[]> {
  const root = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').replaceAll('//', '/'))
    .map((path) => path.slice(root.replaceAll('\\', '/').length))
    .filter((path) => !path.split('/').includes('kits'))
    .toSorted();
  const definitions: T[] = [];
  for (const file of files) {
    const module: { default?: unknown } = await import(pathToFileURL(root + file).href);
    const wrong = check(module.default, file.slice(0, -'.ts'.length));
    if (wrong !== undefined) throw new Error(`services/${folder}/${file}: ${wrong}`);
    definitions.push(module.default as T);
  }
  return definitions;
}
