import { Worker } from 'node:worker_threads';
import { TestRunner, type RunnerTestFile, type RunnerTask, type RunnerTestSuite } from 'vitest';
import { openFlags, type Flags } from '../flags.ts';

/**
 * Runs test files for mutants, one after the other in one process. Each file says when it is loaded
 * (`globalThis.trial`) which bug it runs with, and which of its tests to run.
 */

/** What a test file is run with. */
export interface Trial {
  /** Undefined: a run without a bug. */
  readonly mutant: string | undefined;
  /** Names of the tests to run; undefined: all. */
  readonly tests: readonly string[] | undefined;
}

declare module 'vitest' {
  interface TaskMeta {
    /**
     * For a file that ran without a bug: the bugs that each of its tests reached; under '' those that were reached
     * between tests.
     */
    met?: Readonly<Record<string, readonly string[]>>;
    /** For a file that ran with a bug: whether the bug was executed. */
    isReached?: boolean;
    /** Bugs that were reached while modules were loaded, so far. */
    metAtLoad?: readonly string[];
  }
}

declare global {
  var trial: Trial | undefined;
  var mutationFlags: Flags | undefined;
  var mutationWatchdog: Worker | undefined;
}

/** A test that executes one bug so often is in an endless loop. */
const HITS_MAX = 1_000_000;

export default class MutantRunner extends TestRunner {
  readonly #flags = (globalThis.mutationFlags ??= openFlags());
  readonly #watchdog = (globalThis.mutationWatchdog ??= openWatchdog());
  #trial: Trial | undefined;
  #isSeen = false;
  #isReached = false;

  override onCollectStart(file: RunnerTestFile): void {
    super.onCollectStart(file);
    globalThis.trial = undefined;
    this.#flags.activeMutant = undefined;
    this.#flags.currentTestId = undefined;
    this.#isSeen = false;
    this.#isReached = false;
    this.#flags.hitCount = 0;
  }

  onCollected(files: readonly RunnerTestFile[]): void {
    this.#trial = globalThis.trial;
    const tests = this.#trial?.tests;
    if (tests !== undefined) for (const file of files) leaveOut(file, new Set(tests));
  }

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onBeforeRunSuite(suite);
    if (suite.file === suite) this.#flags.activeMutant = this.#trial?.mutant;
    this.#enter(suite.file, '');
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    await super.onBeforeRunTask(test);
    if (this.#isSeen) test.mode = 'skip';
    this.#enter(test.file, test.fullTestName ?? '');
  }

  override onAfterRunTask(test: RunnerTask): void {
    super.onAfterRunTask(test);
    // One test that sees the bug is enough.
    this.#isSeen ||= this.#trial?.tests !== undefined && test.result?.state === 'fail';
    this.#enter(test.file, '');
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    if (suite.file !== suite) return;
    this.#flags.activeMutant = undefined;
    this.#flags.currentTestId = undefined;
    if (this.#trial?.mutant !== undefined) {
      suite.meta.isReached = this.#isReached || this.#flags.hitCount > 0;
      return;
    }
    const { static: atLoad, perTest } = this.#flags.mutantCoverage;
    suite.meta.metAtLoad = Object.keys(atLoad);
    suite.meta.met = Object.fromEntries(
      Object.entries(perTest)
        .filter(([id]) => id.startsWith(idOf(suite.file, '')))
        .map(([id, hits]) => [id.slice(idOf(suite.file, '').length), Object.keys(hits)]),
    );
  }

  #enter(file: RunnerTestFile, test: string): void {
    this.#flags.currentTestId = idOf(file, test);
    this.#watchdog.postMessage('alive', []);
    this.#isReached ||= this.#flags.hitCount > 0;
    this.#flags.hitCount = 0;
    this.#flags.hitLimit = HITS_MAX;
  }
}

function openWatchdog(): Worker {
  const watchdog = new Worker(new URL('watchdog.ts', import.meta.url));
  watchdog.unref();
  return watchdog;
}

function idOf({ filepath }: RunnerTestFile, test: string): string {
  return `${filepath} ${test}`;
}

/** Skips tests that are not to run, and groups without any: their hooks would open databases for nothing. */
function leaveOut(suite: RunnerTestSuite, tests: ReadonlySet<string>): void {
  for (const task of suite.tasks)
    if (task.type === 'suite') leaveOut(task, tests);
    else if (!tests.has(task.fullTestName)) task.mode = 'skip';
  if (suite.tasks.every(({ mode }) => mode !== 'run' && mode !== 'queued')) suite.mode = 'skip';
}
