import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestSpecification } from 'vitest/node';
import configOf from '../../vitest.config.ts';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';

/**
 * Plants one bug after the other in a run of the test that must notice it, and prints what failed: a list for each bug.
 * All runs share one process that prepares modules, so that only the file with the bug is prepared anew.
 */

const house = configOf({ mode: 'test', command: 'serve' });
const root = fileURLToPath(new URL('../..', import.meta.url));
const [postgresUrl] = process.argv.slice(2);

let planted: PlantedBug | undefined;
const plugin = {
  name: 'planted-bug',
  enforce: 'pre',
  transform: (code: string, id: string) =>
    planted !== undefined && id === pathOf(planted)
      ? code.replace(planted.right, () => planted?.wrong ?? '')
      : undefined,
} as const;
const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    reporters: [{}],
    maxWorkers: 1,
    cache: false,
    testTimeout: 20_000,
    include: PLANTED_BUGS.map(({ seenBy }) => seenBy.file),
    // What Vitest keeps of a module between runs must not be one with a bug, nor one without.
    fsModuleCache: false,
  },
  { ...(house.ssr && { ssr: house.ssr }), plugins: [plugin] },
);
const project = vitest.getRootProject();
project.provide('postgresUrl', postgresUrl);

const failed: (readonly string[])[] = [];
for (const bug of PLANTED_BUGS) {
  planted = bug;
  vitest.invalidateFile(pathOf(bug));
  const { testModules } = await vitest.runTestSpecifications([seeing(bug)]);
  vitest.invalidateFile(pathOf(bug));
  const ran = testModules.filter(({ moduleId }) => moduleId === `${root}${bug.seenBy.file}`);
  failed.push(ran.flatMap(({ children }) => Array.from(children.allTests('failed'), (test) => test.fullName)));
}
await vitest.close();
// Vitest takes failed tests for a failure: here they are what is wanted.
process.exitCode = 0;
process.stdout.write(`${JSON.stringify(failed)}\n`);

function pathOf({ file }: PlantedBug): string {
  return `${root}${file}`;
}

/** On one of the databases: the server, if there is one. */
function seeing({ seenBy: { file, test } }: PlantedBug): TestSpecification {
  const except = postgresUrl === undefined ? '' : '^(?!on the embedded database)';
  const testNamePattern = new RegExp(`${except}.*${RegExp.escape(test)}`);
  return project.createSpecification(`${root}${file}`, { testNamePattern });
}
