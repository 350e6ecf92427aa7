import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestModule, type TestSpecification, type Vite, type Vitest } from 'vitest/node';
import configOf from '../../../vitest.config.ts';
import type { Trial } from './mutant-runner.ts';

/** Tests wait for one another on a busy machine; a mutant may make one wait for ever. */
const TEST_MS_MAX = 60_000;
/** To open a database on a busy machine takes long. */
const HOOK_MS_MAX = 120_000;
/** A test file for a trial: a module of its own. */
const TRIED = /^(.*)\?trial=\d+$/;

/** A test file to run. */
export interface Asked {
  readonly file: string;
  /** Asked when it is its turn; undefined is that it is not needed any more. */
  readonly trial: () => Trial | undefined;
  /** Told as soon as it ran. */
  readonly take?: (run: TestRun) => void;
}

/** What came of a test file that was run. */
export interface TestRun {
  readonly file: string;
  readonly met: Readonly<Record<string, readonly string[]>>;
  readonly metAtLoad: readonly string[];
  readonly passed: readonly { readonly name: string; readonly ms: number }[];
  /** Tests by name, and whatever else went wrong. */
  readonly failed: readonly string[];
}

/** Runs test files over code with mutants, in the order in which they are asked for. */
export class TestFiles {
  readonly #root: string;
  readonly #codes: ReadonlyMap<string, string>;
  /** By the address of the module. */
  readonly #asked = new Map<string, Asked>();
  readonly #runs: TestRun[] = [];
  #vitest: Vitest | undefined;

  /**
   * @param codes with all mutants, by file below the root
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
  }

  /** In one process, which is new. */
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
    // Vitest takes failed tests for a failure: here they are what is wanted.
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
        // Its key is the file, which does not tell whether there are mutants in what was made of it.
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
      // Vite names test files from the root.
      resolveId: (source) =>
        !TRIED.test(source) ? undefined : source.startsWith(this.#root) ? source : join(this.#root, source),
      load: (id) => {
        const [, path] = TRIED.exec(id) ?? [];
        if (path === undefined) return this.#codes.get(id);
        const trial = this.#asked.get(id)?.trial();
        if (trial === undefined) return `import { test } from 'vitest';\ntest.skip('not needed', () => undefined);\n`;
        return `${readFileSync(path, 'utf8')}\nglobalThis.trial = ${JSON.stringify(trial)};\n`;
      },
    };
  }

  #take(module: TestModule): void {
    const asked = this.#asked.get(module.moduleId);
    if (asked === undefined) return;
    const { met = {}, metAtLoad = [] } = module.meta();
    const run = {
      file: asked.file,
      met,
      metAtLoad,
      passed: Array.from(module.children.allTests('passed'), (test) => ({
        name: test.fullName,
        ms: test.diagnostic()?.duration ?? 0,
      })),
      failed: [
        ...Array.from(module.children.allTests('failed'), ({ fullName }) => fullName),
        ...[module, ...module.children.allSuites()].flatMap((suite) => suite.errors().map(({ message }) => message)),
      ],
    };
    this.#runs.push(run);
    asked.take?.(run);
  }
}

/** Each specification when those before it are done. */
class AsAsked {
  shard(specifications: TestSpecification[]): TestSpecification[] {
    return specifications;
  }

  sort(specifications: TestSpecification[]): TestSpecification[] {
    return specifications;
  }
}
