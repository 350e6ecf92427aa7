/** A room whose tests are measured. */
export interface MeasuredRoom {
  /** What is mutated. */
  readonly source: readonly string[];
  /** The tests that should see it. */
  readonly tests: readonly string[];
}

/** What runs in another process or thread (the launcher, the replay's workers, a thinking thread) sees no mutant and is left out. */
export const ROOMS: Readonly<Record<string, MeasuredRoom>> = {
  // Tables are written down for those who make migrations, and what runs is the migrations; `schema-sql` is for reviewers.
  db: {
    source: ['db/*.ts', 'db/queries/**/*.ts', '!db/schema-sql.ts'],
    tests: ['test/rooms/db/**/*.test.ts'],
  },
  workers: {
    source: [
      'services/workers/**/*.ts',
      '!services/workers/thinking/thinking-thread.ts',
      '!services/workers/thinking/thread-detection.ts',
    ],
    // A full disk needs a file system of its own; texts are tried by the hundred.
    tests: ['test/rooms/workers/**/!(full-disk|hostile-text).test.ts'],
  },
  cli: {
    source: ['services/cli/**/*.ts', '!services/cli/command-index.ts'],
    // What starts whole services in processes of their own sees no mutant, and needs a quiet machine.
    tests: ['test/rooms/cli/**/!(hostile|launcher|serve).test.ts', 'test/emulator/{doctor,scan-bucket}.test.ts'],
  },
  organization: {
    source: ['services/organization/**/*.ts'],
    tests: ['test/rooms/organization/**/*.test.ts'],
  },
  engine: {
    source: ['services/engine/**/*.ts'],
    tests: ['test/rooms/engine/**/*.test.ts'],
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
    // Rates of APIs are a table that is written down.
    source: ['services/behaviour/**/*.ts', '!services/behaviour/apis/**'],
    // What days come to is tried with whole ones, too: those that are sealed, and those that detectors are asked about.
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
