import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestSpecification, type Vite } from 'vitest/node';
import configOf from '../../vitest.config.ts';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';
import { carriersOf } from './carriers.ts';

/**
 * For every planted bug, runs the test that must notice it, with the bug and without it, on the same modules; prints
 * what failed.
 *
 * One process runs them all. The file with the bug is a module of its own there, and so is every file that imports it:
 * their names end with the bug's number. All other modules are loaded once.
 */

/** For all bugs, in order: the tests that failed with the bug, and without it. */
export interface Noticed {
  readonly wrong: readonly string[];
  readonly right: readonly string[];
}

const CARRIED = /\?(wrong|right)=(\d+)$/;

const house = configOf({ mode: 'test', command: 'serve' });
const root = fileURLToPath(new URL('../..', import.meta.url));
const [postgresUrl] = process.argv.slice(2);

const carriers = PLANTED_BUGS.map((bug) => carriersOf(pathOf(bug)));
const plugin: Vite.Plugin = {
  name: 'planted-bug',
  enforce: 'pre',
  async resolveId(source, importer) {
    // Vite names test files relative to the root.
    if (CARRIED.test(source)) return source.startsWith(root) ? source : join(root, source);
    const [mark, , bug] = CARRIED.exec(importer ?? '') ?? [];
    if (importer === undefined || mark === undefined) return undefined;
    const found = await this.resolve(source, importer.slice(0, -mark.length), { skipSelf: true });
    return found !== null && carriers[Number(bug)]?.has(found.id) ? { ...found, id: found.id + mark } : found;
  },
  transform(code, id) {
    const [mark, kind, n] = CARRIED.exec(id) ?? [];
    const bug = PLANTED_BUGS[Number(n)];
    if (mark === undefined || kind !== 'wrong' || bug === undefined) return undefined;
    return id === pathOf(bug) + mark ? code.replace(bug.right, () => bug.wrong) : undefined;
  },
};
const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    reporters: [{}],
    maxWorkers: 1,
    isolate: false,
    cache: false,
    // The cache key is the file, which does not include the planted bug.
    fsModuleCache: false,
    testTimeout: 20_000,
    include: PLANTED_BUGS.map(({ seenBy }) => seenBy.file),
  },
  { ...(house.ssr && { ssr: house.ssr }), plugins: [plugin] },
);
const project = vitest.getRootProject();
project.provide('postgresUrl', postgresUrl);
// On one of the databases: the server when there is one.
project.provide('isQuick', true);

const kinds = ['right', 'wrong'] as const;
const { testModules } = await vitest.runTestSpecifications(
  kinds.flatMap((kind) => PLANTED_BUGS.map((bug, n) => seeing(bug, `?${kind}=${n}`))),
);
const noticed: readonly Noticed[] = PLANTED_BUGS.map((bug, n) => ({
  right: failed(bug, `?right=${n}`),
  wrong: failed(bug, `?wrong=${n}`),
}));
await vitest.close();
// Vitest reports failed tests as a failure: here they are the purpose.
process.exitCode = 0;
process.stdout.write(`${JSON.stringify(noticed)}\n`);

function pathOf({ file }: PlantedBug): string {
  return `${root}${file}`;
}

function seeing({ seenBy: { file, test } }: PlantedBug, mark: string): TestSpecification {
  const testNamePattern = new RegExp(RegExp.escape(test));
  return project.createSpecification(`${root}${file}${mark}`, { testNamePattern });
}

function failed({ seenBy }: PlantedBug, mark: string): readonly string[] {
  const found = testModules.find(({ moduleId }) => moduleId === `${root}${seenBy.file}${mark}`);
  if (found === undefined) throw new Error(`${seenBy.file} did not run.`);
  const broken = found.errors().map(({ message }) => message);
  return [...broken, ...Array.from(found.children.allTests('failed'), (test) => test.fullName)];
}
