import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVitest, type Vitest } from 'vitest/node';
import configOf from '../../../vitest.config.ts';
import { DETECTORS, type Mutant, type MutatedFile } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** A run of a kit's tests takes a second. */
const RUN_MS_MAX = 60_000;

/** Runs the unit tests of a kit, and of kits that use it, with a bug in it: for what examples do not tell. A second each. */
export class OwnTests {
  readonly #house = configOf({ mode: 'test', command: 'serve' });
  readonly #tests = globSync('test/rooms/detectors/kits/*.test.ts', { cwd: ROOT }).map((file) => ({
    file: `${ROOT}${file}`,
    text: readFileSync(`${ROOT}${file}`, 'utf8'),
  }));
  #vitest: Vitest | undefined;
  #planted: { readonly id: string; readonly code: string } | undefined;

  /** @returns the test that fails, or undefined */
  async seenBy({ file, text, users }: MutatedFile, { from, to, replacement }: Mutant): Promise<string | undefined> {
    const tests = this.#tests.filter((test) =>
      users.some((user) => test.text.includes(`#services/detectors/${user}'`)),
    );
    if (tests.length === 0) return undefined;
    const vitest = (this.#vitest ??= await this.#open());
    const id = `${DETECTORS}/${file}`;
    this.#planted = { id, code: `${text.slice(0, from)}${replacement}${text.slice(to)}` };
    vitest.invalidateFile(id);
    const project = vitest.getRootProject();
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(late.resolve, RUN_MS_MAX);
    const ended = await Promise.race([
      vitest.runTestSpecifications(tests.map((test) => project.createSpecification(test.file))),
      late.promise,
    ]);
    clearTimeout(timer);
    this.#planted = undefined;
    vitest.invalidateFile(id);
    if (ended === undefined) {
      await this.end();
      return 'no end';
    }
    for (const module of ended.testModules) {
      const [failed] = Array.from(module.children.allTests('failed'), (test) => test.fullName);
      if (failed !== undefined || !module.ok()) return failed ?? module.moduleId;
    }
    return undefined;
  }

  async end(): Promise<void> {
    await this.#vitest?.close();
    this.#vitest = undefined;
    // Vitest takes failed tests for a failure: here they are what is wanted.
    process.exitCode = 0;
  }

  #open(): Promise<Vitest> {
    const plugin = {
      name: 'planted-mutant',
      enforce: 'pre',
      transform: (_code: string, id: string) => (id === this.#planted?.id ? this.#planted.code : undefined),
    } as const;
    return createVitest(
      'test',
      {
        root: ROOT,
        config: false,
        watch: false,
        reporters: [{}],
        maxWorkers: 1,
        cache: false,
        bail: 1,
        pool: 'forks',
        include: this.#tests.map(({ file }) => file),
        // What Vitest keeps of a module between runs must not be one with a bug, nor one without.
        fsModuleCache: false,
      },
      { ...(this.#house.ssr && { ssr: this.#house.ssr }), plugins: [plugin] },
    );
  }
}
