import { availableParallelism } from 'node:os';
import { matchesGlob, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { openingDatabases } from './test/setup/opening-databases.ts';

/**
 * Tests that `npm run test:quick` leaves out, beside those that open a database: they start emulators, browsers,
 * services, other processes or threads, plant bugs, fuzz, fill disks, play whole stories, read logs or all examples once
 * more, or measure how time and memory grow.
 */
const SLOW = [
  'test/{browser,emulator,faults,order,replay,storm}/**',
  'test/{planted,quality-of-anomalies,scenarios}.test.ts',
  'test/rooms/{db/{client,lock,queue,queries/plans},simulation/simulate}.test.ts',
  'test/rooms/{engine/order,replay,replay-learned}.test.ts',
  'test/rooms/reader/{agreement,large,planted-bugs}.test.ts',
  'test/rooms/sources/growth.test.ts',
  'test/rooms/sources/vpc-flow/parquet.test.ts',
  'test/rooms/workers/{full-disk,hostile-text,service,two-retentions}.test.ts',
  'test/rooms/workers/{adapters/queue,thinking/thinking-threads}.test.ts',
  'test/rooms/cli/{completion,hostile,launcher,mistakes,checks/database}.test.ts',
  'test/rooms/cli/{commands/{replay,rules,sample,scan,serve,try},scan/{archived-objects,scan-threads}}.test.ts',
];

/**
 * Files that run in processes of their own. Some make one reader after another, which takes twice the processor time
 * where other files have left much in memory. Some call AWS by a simulated clock: a process remembers how an account
 * was throttled, and waits by the real clock. Others look at how memory is collected.
 */
const ALONE = [
  'test/faults/*.test.ts',
  'test/rooms/reader/*.test.ts',
  'test/rooms/cli/commands/{sample,scan}.test.ts',
  'test/rooms/cli/scan/archived-objects.test.ts',
  'test/rooms/engine/let-go.test.ts',
];

/** Begins with the slow files, so that at the end no process works alone while the others have nothing left. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turnOf = ({ moduleId }: TestSpecification) =>
      SLOW.some((glob) => matchesGlob(relative(this.ctx.config.root, moduleId), glob)) ? 0 : 1;
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => a.project.name.localeCompare(b.project.name) || turnOf(a) - turnOf(b));
  }
}

export default defineConfig(({ mode }) => {
  const exclude = [...configDefaults.exclude, ...(mode === 'quick' ? [...SLOW, ...openingDatabases()] : [])];
  return {
    // Resolves modules as Node itself does. Without `module-sync` our files and the packages they use load two copies
    // of graphql.
    ssr: { resolve: { conditions: ['module-sync', 'node', 'development|production'] } },
    test: {
      globalSetup: 'test/global-setup.ts',
      // Tests that start services and browsers mostly wait for them. The quick tests wait for nothing, and each worker
      // compiles its own code.
      maxWorkers: availableParallelism() * (mode === 'quick' ? 1 : 2),
      sequence: { sequencer: SlowFirst },
      projects: [
        { extends: true, test: { name: 'alone', include: ALONE, exclude } },
        // These files run one after the other in a few processes, so that modules are loaded once, not once a file.
        {
          extends: true,
          test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...exclude, ...ALONE], isolate: false },
        },
      ],
      // Tests make many short-lived objects. With the usual 16 MB, a sixth of the time went into collecting them.
      execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
      // Node itself loads the modules. Vite would transform each of them, and keep no compiled code.
      experimental: { viteModuleRunner: false },
      // Programs that tests start load the same modules, and find them compiled there.
      env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('build/compile-cache', import.meta.url)) },
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
});
