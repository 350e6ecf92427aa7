import { availableParallelism } from 'node:os';
import { matchesGlob, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What starts emulators, browsers, embedded databases, services, other processes and threads, plants bugs, fuzzes, fills
 * disks, plays whole stories or reads logs or all examples once more, or measures how time and memory grow: left out of
 * `npm run test:quick`.
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
 * What makes one reader after another, which takes twice the processor time where other files have left much in memory.
 * And what calls AWS by a clock of its own: a process remembers how an account was throttled, and waits by the real one.
 * And what looks at how memory is collected.
 */
const ALONE = [
  'test/faults/*.test.ts',
  'test/rooms/reader/*.test.ts',
  'test/rooms/cli/commands/{sample,scan}.test.ts',
  'test/rooms/cli/scan/archived-objects.test.ts',
  'test/rooms/engine/let-go.test.ts',
];

/** Begins with what is slow, so that no process is still at it when the others have nothing left. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turnOf = ({ moduleId }: TestSpecification) =>
      SLOW.some((glob) => matchesGlob(relative(this.ctx.config.root, moduleId), glob)) ? 0 : 1;
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => a.project.name.localeCompare(b.project.name) || turnOf(a) - turnOf(b));
  }
}

export default defineConfig(({ mode }) => {
  const exclude = [...configDefaults.exclude, ...(mode === 'quick' ? SLOW : [])];
  return {
    // As Node itself resolves: without `module-sync` our files and the packages they use load two copies of graphql.
    ssr: { resolve: { conditions: ['module-sync', 'node', 'development|production'] } },
    test: {
      globalSetup: 'test/global-setup.ts',
      // What starts services and browsers waits for them; the quick tests wait for nothing, and each worker compiles
      // for itself what it runs.
      maxWorkers: availableParallelism() * (mode === 'quick' ? 1 : 2),
      sequence: { sequencer: SlowFirst },
      projects: [
        { extends: true, test: { name: 'alone', include: ALONE, exclude } },
        // One after the other in a few processes: modules are loaded once, not once a file.
        {
          extends: true,
          test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...exclude, ...ALONE], isolate: false },
        },
      ],
      // Tests make much that is soon forgotten: with the usual 16 MB a sixth of the time went into collecting it.
      execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
      // As Node itself loads modules: Vite would transform each once more, and keep no compiled code.
      experimental: { viteModuleRunner: false },
      // What tests start loads the same modules again: it need not compile them again.
      env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('build/compile-cache', import.meta.url)) },
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
});
