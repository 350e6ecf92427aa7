import { fileURLToPath } from 'node:url';
import { createVitest, type TestProject } from 'vitest/node';
import type { UserWorkspaceConfig } from 'vitest/config';
import configOf from '../../vitest.config.ts';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';

/** Plants each bug in a run of the test that must notice it, all runs in one process, and prints what failed: a list for each bug. */

const house = configOf({ mode: 'test', command: 'serve' });
const root = fileURLToPath(new URL('../..', import.meta.url));

function projectOf({ file, right, wrong, seenBy }: PlantedBug, index: number): UserWorkspaceConfig {
  return {
    ...(house.ssr && { ssr: house.ssr }),
    plugins: [
      {
        name: 'planted-bug',
        enforce: 'pre',
        transform: (code: string, id: string) =>
          id === `${root}${file}` ? code.replace(right, () => wrong) : undefined,
      },
    ],
    // What Vitest keeps of a module between runs must not be one with a bug, nor one without.
    test: { name: `${index}`, include: [seenBy.file], testTimeout: 20_000, fsModuleCache: false },
  };
}

const vitest = await createVitest('test', {
  root,
  config: false,
  watch: false,
  reporters: [{}],
  fsModuleCache: false,
  projects: PLANTED_BUGS.map(projectOf),
});
for (const project of vitest.projects) project.config.testNamePattern = patternOf(project);
await vitest.start();
const failed = PLANTED_BUGS.map((): string[] => []);
for (const module of vitest.state.getTestModules())
  for (const test of module.children.allTests('failed')) failed[Number(module.project.name)]?.push(test.fullName);
await vitest.close();
// Vitest takes failed tests for a failure: here they are what is wanted.
process.exitCode = 0;
process.stdout.write(`${JSON.stringify(failed)}\n`);

function patternOf({ name }: TestProject): RegExp {
  return new RegExp(RegExp.escape(PLANTED_BUGS[Number(name)]?.seenBy.test ?? ''));
}
