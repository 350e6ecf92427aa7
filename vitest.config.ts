import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** What starts emulators, browsers and services, or plants bugs and fuzzes: left out of `npm run test:quick`. */
const SLOW = [
  'test/{browser,emulator,replay}/**',
  'test/planted.test.ts',
  'test/rooms/reader/{agreement,planted-bugs}.test.ts',
  'test/rooms/workers/{hostile-text,service}.test.ts',
  'test/rooms/cli/{hostile,launcher,commands/serve,commands/try}.test.ts',
];

export default defineConfig(({ mode }) => ({
  // As Node itself resolves: without `module-sync` our files and the packages they use load two copies of graphql.
  ssr: { resolve: { conditions: ['module-sync', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode === 'quick' ? SLOW : [])],
    globalSetup: 'test/global-setup.ts',
    // Files run in as many processes as there are processors, one after the other: modules are loaded once, not once a file.
    maxWorkers: '100%',
    isolate: false,
    // What tests start loads the same modules again: it need not compile them again.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('build/compile-cache', import.meta.url)) },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
}));
