/** A room whose tests are measured. */
export interface MeasuredRoom {
  /** The files that are mutated. */
  readonly source: readonly string[];
  /** The tests that should see the mutants. */
  readonly tests: readonly string[];
  /** Tests of rooms that use this one: they are asked about what its own tests do not notice. */
  readonly users?: readonly string[];
  /** Whether any of these tests needs the emulator of AWS: without it they are skipped. */
  readonly needsEmulator?: boolean;
  /**
   * Functions and methods that decide only how fast an answer comes: in which order fields are asked, when memory grows.
   * `npm run bench` notices a bug in them.
   */
  readonly onlySpeed?: readonly string[];
}

/**
 * Code that runs in another process or thread (the launcher, the replay's workers, a thinking thread) sees no mutant
 * and is left out.
 */
export const ROOMS: Readonly<Record<string, MeasuredRoom>> = {
  // Tables only serve to make migrations, and the migrations are what runs; `schema-sql` is for reviewers.
  db: {
    source: ['db/*.ts', 'db/queries/**/*.ts', '!db/schema-sql.ts'],
    tests: ['test/rooms/db/**/*.test.ts'],
    // Some queries answer one page or one job, and are tested with it.
    users: [
      'test/rooms/graphql/{access,types}/*.test.ts',
      'test/rooms/graphql/{finding-parts,metrics}.test.ts',
      'test/rooms/workers/{seal,tell-proof-gaps,verify-digests}.test.ts',
      'test/rooms/replay.test.ts',
    ],
  },
  workers: {
    source: [
      'services/workers/**/*.ts',
      '!services/workers/thinking/thinking-thread.ts',
      '!services/workers/thinking/thread-detection.ts',
    ],
    // The full-disk test needs a file system of its own; the hostile-text test tries hundreds of texts.
    tests: ['test/rooms/workers/**/!(full-disk|hostile-text).test.ts'],
    needsEmulator: true,
    users: ['test/emulator/{digests,enrolment,inventory,notifications}.test.ts'],
  },
  cli: {
    // The demo is a service in a process of its own.
    source: [
      'services/cli/**/*.ts',
      '!services/cli/command-index.ts',
      '!services/cli/commands/demo.ts',
      '!services/cli/scan/scan-thread.ts',
    ],
    // Tests that start whole services in their own processes see no mutant, and need a quiet machine.
    tests: ['test/rooms/cli/**/!(hostile|launcher|serve).test.ts', 'test/emulator/{doctor,scan-bucket}.test.ts'],
    needsEmulator: true,
    // The API shows stories and settings that commands show too, and both learn days in order.
    users: [
      'test/emulator/enrolment.test.ts',
      'test/rooms/engine/evidence.test.ts',
      'test/rooms/graphql/types/installation.test.ts',
      'test/rooms/sinks.test.ts',
      'test/rooms/workers/{pass/backfill,seal}.test.ts',
    ],
  },
  organization: {
    source: ['services/organization/**/*.ts'],
    tests: ['test/rooms/organization/**/*.test.ts'],
  },
  engine: {
    source: ['services/engine/**/*.ts'],
    tests: ['test/rooms/engine/**/*.test.ts'],
    onlySpeed: ['choiceOf', 'costOf', 'firstOnes', 'isLazy', 'makeRoom', 'ones', 'sample', 'turn'],
  },
  cases: {
    source: ['services/cases/**/*.ts'],
    tests: ['test/rooms/cases/**/*.test.ts'],
  },
  inventory: {
    source: ['services/inventory/**/*.ts'],
    tests: ['test/rooms/inventory/**/*.test.ts'],
  },
  behaviour: {
    // The rates of APIs are a static table.
    source: ['services/behaviour/**/*.ts', '!services/behaviour/apis/**'],
    // Whole days are tested too: sealed ones, and those that detectors are asked about.
    tests: [
      'test/rooms/behaviour/**/*.test.ts',
      'test/rooms/detectors/kits/anomalous-*.test.ts',
      'test/rooms/workers/{seal,turn/stored-knowledge}.test.ts',
    ],
  },
  sinks: {
    source: ['services/sinks/**/*.ts', 'services/sinks.ts'],
    tests: ['test/rooms/sinks/**/*.test.ts', 'test/rooms/sinks.test.ts', 'test/contracts/sink.test.ts'],
  },
  graphql: {
    source: ['graphql/**/*.ts', '!graphql/descriptions/**'],
    tests: ['test/rooms/graphql/**/*.test.ts'],
  },
};
