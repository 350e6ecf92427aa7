import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node itself resolves: without `module-sync` our files and the packages they use load two copies of graphql.
  ssr: { resolve: { conditions: ['module-sync', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
