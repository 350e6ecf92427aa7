import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestModule, type TestSpecification, type Vite, type Vitest } from 'vitest/node';
import configOf from '../../../vitest.config.ts';
import type { Trial } from './mutant-runner.ts';

/**
 * A mutant may make a test wait for ever. The limit is the suite's: a test that exceeds it without a mutant too, on a
 * busy machine, costs a new process.
 */
const TEST_MS_MAX = 60_000;
/** Opening a database takes long on a busy machine. */
const HOOK_MS_MAX = 120_000;
/** What Vitest says of a test or hook that took longer. */
const LATE = /^(Test|Hook) timed out/;
/** The address of a test file for one trial, which is a module of its own. */
const TRIED = /^(.*)\?trial=\d+$/;

/** A test file to run. */
export interface Asked {
  readonly file: string;
  /** Called at its turn; undefined means that the run is not needed any more. */
  readonly trial: () => Trial | undefined;
  /** Called as soon as the file has run. */
  readonly take?: (run: TestRun) => void;
}

/** The result of running a test file. */
export interface TestRun {
  readonly file: string;
  readonly met: Readonly<Record<string, readonly string[]>>;
  readonly metAtLoad: readonly string[];
  readonly passed: readonly { readonly name: string; readonly ms: number }[];
  /** Names of failed tests, and other errors. */
  readonly failed: readonly string[];
  /** Something took too long: because of the mutant, or because the machine was busy. */
  readonly isLate: boolean;
  /** Whether the mutant was reached. */
  readonly isReached: boolean;
}

/** Runs test files over code with mutants, in the order of the requests. */
export class TestFiles {
  readonly #root: string;
  readonly #codes: ReadonlyMap<string, string>;
  /**
   * Loads all files with mutants before any test runs. A module that is first loaded in the middle of a test would keep
   * what it computed with a mutant on.
   */
  readonly #loads: readonly string[];
  /** Requests by the address of the module. */
  readonly #asked = new Map<string, Asked>();
  readonly #runs: TestRun[] = [];
  #vitest: Vitest | undefined;

  /**
   * @param codes code with all mutants, by the path below the root
   * @param mode in quick mode no emulator is started
   */
  static async open(root: string, codes: ReadonlyMap<string, string>, mode: 'test' | 'quick'): Promise<TestFiles> {
    const files = new TestFiles(root, codes);
    await files.#open(mode);
    return files;
  }

  private constructor(root: string, codes: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#codes = new Map(Array.from(codes, ([file, code]) => [join(root, file), code]));
    this.#loads = Array.from(this.#codes.keys(), (file) => `import ${JSON.stringify(file)};`);
  }

  /** Runs the files in one new process. */
  async run(asked: readonly Asked[]): Promise<readonly TestRun[]> {
    const vitest = this.#vitest;
    if (vitest === undefined) throw new Error('Not open.');
    this.#runs.length = 0;
    const project = vitest.getRootProject();
    const specifications = asked.map((each) => {
      const address = `${join(this.#root, each.file)}?trial=${this.#asked.size}`;
      this.#asked.set(address, each);
      return project.createSpecification(address);
    });
    await vitest.runTestSpecifications(specifications);
    return [...this.#runs];
  }

  async close(): Promise<void> {
    await this.#vitest?.close();
    // Vitest reports failed tests as a failure: here they are the purpose.
    process.exitCode = 0;
  }

  async #open(mode: 'test' | 'quick'): Promise<void> {
    const house = configOf({ mode: 'test', command: 'serve' });
    this.#vitest = await createVitest(
      'test',
      {
        root: this.#root,
        config: false,
        mode,
        watch: false,
        reporters: [{ onTestModuleEnd: (module) => this.#take(module) }],
        globalSetup: 'test/global-setup.ts',
        runner: fileURLToPath(new URL('mutant-runner.ts', import.meta.url)),
        env: house.test?.env ?? {},
        maxWorkers: 1,
        isolate: false,
        cache: false,
        // The cache key is the file, which does not show whether its code has mutants.
        fsModuleCache: false,
        testTimeout: TEST_MS_MAX,
        hookTimeout: HOOK_MS_MAX,
        sequence: { sequencer: AsAsked },
        onConsoleLog: () => false,
      },
      { ...(house.ssr && { ssr: house.ssr }), plugins: [this.#plugin()] },
    );
  }

  #plugin(): Vite.Plugin {
    return {
      name: 'mutants',
      enforce: 'pre',
      // Vite names test files relative to the root.
      resolveId: (source) =>
        !TRIED.test(source) ? undefined : source.startsWith(this.#root) ? source : join(this.#root, source),
      load: (id) => {
        const [, path] = TRIED.exec(id) ?? [];
        if (path === undefined) return this.#codes.get(id);
        const trial = this.#asked.get(id)?.trial();
        if (trial === undefined) return `import { test } from 'vitest';\ntest.skip('not needed', () => undefined);\n`;
        return [readFileSync(path, 'utf8'), `globalThis.trial = ${JSON.stringify(trial)};`, ...this.#loads].join('\n');
      },
    };
  }

  #take(module: TestModule): void {
    const asked = this.#asked.get(module.moduleId);
    if (asked === undefined) return;
    const { met = {}, metAtLoad = [], isReached = false } = module.meta();
    const failed = Array.from(module.children.allTests('failed'));
    const ofSuites = [module, ...module.children.allSuites()].flatMap((suite) => suite.errors());
    const ofTests = failed.flatMap((test) => test.result().errors ?? []);
    const run = {
      file: asked.file,
      met,
      metAtLoad,
      passed: Array.from(module.children.allTests('passed'), (test) => ({
        name: test.fullName,
        ms: test.diagnostic()?.duration ?? 0,
      })),
      failed: [...failed.map(({ fullName }) => fullName), ...ofSuites.map(({ message }) => message)],
      isLate: [...ofSuites, ...ofTests].some(({ message }) => LATE.test(message)),
      isReached,
    };
    this.#runs.push(run);
    asked.take?.(run);
  }
}

/** Runs each specification after those before it are done. */
class AsAsked {
  shard(specifications: TestSpecification[]): TestSpecification[] {
    return specifications;
  }

  sort(specifications: TestSpecification[]): TestSpecification[] {
    return specifications;
  }
}
