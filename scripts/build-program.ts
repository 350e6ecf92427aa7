// Bundles the program with the packages that nearly every start loads, which halves the time of a start: loading a
// module takes a millisecond, and there are hundreds. Each detector is checked here. Other packages are not bundled:
// they are loaded when needed, and some find files relative to their own path. The code of the snapshot is bundled into
// a file of its own.
//
// node scripts/build-program.ts FOLDER
import { isBuiltin } from 'node:module';
import { basename, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { loadDetectors } from '#services/detectors.ts';
import { pathOf } from '#services/model/finding-type.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The modules that processes and their threads start with. */
const ENTRIES = [
  'services/main.ts',
  'services/cli/scan/scan-thread.ts',
  'services/workers/thinking/thinking-thread.ts',
  'services/workers/thinking/thread-detection.ts',
];
const SNAPSHOT = 'services/snapshot.ts';
/** The names of modules that `requireLate` makes begin with this. */
const LATE = '\0late:';
/**
 * Files with what most starts load: each has its modules and what they import, except what an earlier file has. Without
 * them, a start would open a hundred files, one for each set of modules that some commands share, which takes a sixth
 * of its time.
 */
const FILES = [
  { name: 'shell', has: ['services/cli/run-cli.ts', 'services/cli/terminal.ts'] },
  { name: 'scan', has: ['services/cli/commands/scan.ts'] },
  { name: 'detectors', has: ['services/detector-files.ts'] },
];
const PACKAGES = ['citty', 'fast-string-truncated-width', 'ipaddr.js', 'yaml', 'zod'];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder to write to: node scripts/build-program.ts FOLDER');

const detectors = (await loadDetectors()).map(({ type }) => `./detectors/${pathOf(type)}.ts`);
const nameOf = (path: string) => basename(path, '.ts');

/** Replaces the search of the detectors' folder with a list of imports, because a bundle has no such folder. */
const listDetectors: Plugin = {
  name: 'list-detectors',
  load(id) {
    if (place(id) !== 'services/detector-files.ts') return null;
    const imports = detectors.map((path, i) => `import detector${i} from '${path}';\n`);
    return `${imports.join('')}export default [${detectors.map((_, i) => `detector${i}`).join(', ')}];`;
  },
};

/**
 * Modules find files relative to `import.meta.url`, so it stays the address of the source file. Only the addresses of
 * other entries become those of bundled files.
 */
const keepPlaces: Plugin = {
  name: 'keep-places',
  transform(code, id) {
    if (!code.includes('import.meta.url') || !/^(services|db|graphql)\//.test(place(id))) return null;
    const parts = code.split(/(new URL\('[^']+\.ts', import\.meta\.url\))/);
    const kept = parts.map((part, i) =>
      i % 2 === 1 ? besides(part, id) : part.replaceAll('import.meta.url', there(id)),
    );
    return { code: kept.join(''), map: null }; // lines stay where they are
  },
};

/**
 * An `import` of a module of Node.js reads all of its exports, some of which load further code: that takes a fifth of a
 * short start. This plugin makes the bundle read only the exports that it names.
 */
const useOfNode: Plugin = {
  name: 'use-of-node',
  renderChunk(code) {
    const imports = /^import (?<what>\w[\w$]*|\{[^}]+\}) from "(?<module>node:[a-z/_]+)";$/gm;
    return code.replaceAll(imports, (_line, what: string, module: string) =>
      what === 'process' ? '' : `const ${what.replaceAll(' as ', ': ')} = process.getBuiltinModule("${module}");`,
    );
  },
};

/**
 * A snapshot is made from one file without imports. A module that is left out of it is loaded when a module that needs
 * it is evaluated.
 */
const requireLate: Plugin = {
  name: 'require-late',
  resolveId: (id) => (isLeftOut(id) ? `${LATE}${id}` : null),
  load(id) {
    if (!id.startsWith(LATE)) return null;
    const name = JSON.stringify(id.slice(LATE.length));
    const module = isBuiltin(id.slice(LATE.length)) ? '' : `("node:module").createRequire(__filename)`;
    return `module.exports = process.getBuiltinModule${module}(${name});`;
  },
};

/** Whether an import is left out of the bundle: of a package, or of Node.js. */
function isLeftOut(id: string): boolean {
  if (!/^@?[a-z]/.test(id) || isAbsolute(id)) return false;
  return !PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));
}

function there(id: string): string {
  const path = relative(join(ROOT, folder ?? ''), id).replaceAll('\\', '/');
  return `new URL(${JSON.stringify(path)}, import.meta.url).href`;
}

function besides(expression: string, id: string): string {
  const path = expression.split("'")[1] ?? '';
  const entry = place(join(id, '..', path));
  if (!ENTRIES.includes(entry)) throw new Error(`${place(id)} names a module by its address: add ${entry} to ENTRIES`);
  return `new URL('./${nameOf(entry)}.js', import.meta.url)`;
}

function isOneOf(paths: readonly string[]): (id: string) => boolean {
  return (id) => paths.includes(place(id));
}

function place(id: string): string {
  return relative(ROOT, id).replaceAll('\\', '/');
}

const common = { cwd: ROOT, platform: 'node' } as const;
const program = await rolldown({
  ...common,
  input: Object.fromEntries(ENTRIES.map((path) => [nameOf(path), join(ROOT, path)])),
  external: isLeftOut,
  plugins: [listDetectors, keepPlaces, useOfNode],
});
await program.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  codeSplitting: { groups: FILES.map(({ name, has }) => ({ name, test: isOneOf(has) })) },
});
await program.close();

const snapshot = await rolldown({
  ...common,
  input: join(ROOT, SNAPSHOT),
  plugins: [requireLate, listDetectors, keepPlaces],
});
await snapshot.write({
  file: join(folder, 'snapshot.cjs'),
  format: 'cjs',
  codeSplitting: false,
  // The text is part of the snapshot. A shorter text in ASCII, with one byte a character, is read sooner.
  minify: { compress: false, mangle: false },
  charset: 'ascii',
});
await snapshot.close();
