import { defineConfig } from 'vitest/config';
import configOf from '../../vitest.config.ts';

const house = configOf({ mode: 'test', command: 'serve' });

/** Only the tests of the room that is measured, one file at a time. */
export default defineConfig({
  ...house,
  test: {
    ...house.test,
    projects: undefined,
    include: (process.env['MUTATION_TESTS'] ?? '').split(' '),
    maxWorkers: 1,
    // Code that may hold any of a thousand mutants is slower.
    testTimeout: 300_000,
  },
});
