import { defineConfig } from 'vitest/config';
import house from '../../vitest.config.ts';

/** Only the tests of the room that is measured, in one thread that keeps what it has loaded. */
export default defineConfig({
  ...house,
  test: {
    ...house.test,
    include: (process.env['MUTATION_TESTS'] ?? '').split(' '),
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
  },
});
