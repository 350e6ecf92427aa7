import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawn } from '../drawn.ts';
import { plant, type Fate, type Mutant } from '../planter.ts';
import type { MeasuredRoom } from '../rooms.ts';
import { TestFiles, type Asked, type TestRun } from './test-files.ts';

/**
 * Measures a room by its tests. All mutants are in the code, and a switch turns one on. So one process loads the
 * modules once and tries one mutant after the other, each with the tests that reach it.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The tests of a file that reach a mutant. */
interface Reaching {
  readonly file: string;
  readonly tests: readonly string[];
  /** All reliable tests of the file. */
  readonly all: readonly string[];
  readonly ms: number;
}

/**
 * @returns the fates, without those of mutants that take effect only at load time: each would need every test of the
 * room
 */
export async function measureByTests(room: MeasuredRoom, seed: string, size: number): Promise<readonly Fate[]> {
  const paths = room.source.flatMap((glob) => (glob.startsWith('!') ? [] : globSync(glob, { cwd: ROOT })));
  const left = new Set(
    room.source.flatMap((glob) => (glob.startsWith('!') ? globSync(glob.slice(1), { cwd: ROOT }) : [])),
  );
  const files = new Set(paths.filter((path) => !left.has(path)).toSorted());
  const { codes, mutants } = await plant(new Map(Array.from(files, (file) => [file, textOf(file)])), []);
  const needsEmulator = room.tests.some((glob) => glob.startsWith('test/emulator/'));
  const tests = await TestFiles.open(ROOT, codes, needsEmulator ? 'test' : 'quick');
  try {
    const { atLoad, reaching } = await dryRun(tests, room.tests);
    const sample = drawn(mutants, seed)
      .filter(({ id }) => reaching.has(id) || !atLoad.has(id))
      .slice(0, size);
    const fates: Fate[] = [];
    while (fates.length < sample.length)
      fates.push(...(await tryInOneProcess(tests, sample.slice(fates.length), reaching)));
    return fates;
  } finally {
    await tests.close();
  }
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

async function dryRun(tests: TestFiles, globs: readonly string[]) {
  const atLoad = new Set<string>();
  const reaching = new Map<string, Reaching[]>();
  const files = globSync([...globs], { cwd: ROOT }).toSorted();
  const done = await tests.run(files.map((file) => ({ file, trial: () => ({ mutant: undefined, tests: undefined }) })));
  for (const { file, met, metAtLoad, passed } of done) {
    for (const id of metAtLoad) atLoad.add(id);
    for (const [id, names] of namesByMutant(met)) {
      const those = passed.filter(({ name }) => names.has('') || names.has(name));
      const ms = those.reduce((sum, test) => sum + test.ms, 0);
      if (those.length > 0)
        reaching.set(id, [
          ...(reaching.get(id) ?? []),
          { file, tests: those.map(({ name }) => name), all: passed.map(({ name }) => name), ms },
        ]);
    }
  }
  return { atLoad, reaching };
}

function namesByMutant(met: TestRun['met']): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const [name, ids] of Object.entries(met))
    for (const id of ids) names.set(id, (names.get(id) ?? new Set()).add(name));
  return names;
}

/**
 * Tests that fail with a mutant run again without it. If they fail again, they may need the other tests of their file,
 * which were left out: then all of the file runs, with the mutant and without it. If tests fail even then, something
 * that ran earlier in the process left a trace: the mutant is tried again in a new process.
 *
 * @returns the fates of at least the first mutant
 */
async function tryInOneProcess(
  files: TestFiles,
  mutants: readonly Mutant[],
  reaching: ReadonlyMap<string, readonly Reaching[]>,
): Promise<readonly Fate[]> {
  const seenBy = new Map<Mutant, string>();
  const tried = new Set<Mutant>();
  let spoiltBy: Mutant | undefined;
  const runs = mutants.flatMap((mutant) =>
    (reaching.get(mutant.id) ?? [])
      .toSorted((a, b) => a.ms - b.ms)
      .flatMap(({ file, tests, all }): readonly Asked[] => {
        let failed: readonly string[] = [];
        let isDoubted = false;
        return [
          {
            file,
            trial: () => (seenBy.has(mutant) || spoiltBy !== undefined ? undefined : { mutant: mutant.id, tests }),
            take: (run) => {
              tried.add(mutant);
              ({ failed } = run);
            },
          },
          {
            file,
            trial: () => (failed.length === 0 ? undefined : { mutant: undefined, tests }),
            take: (run) => {
              if (run.failed.length > 0) isDoubted = true;
              else if (failed[0] !== undefined) seenBy.set(mutant, failed[0]);
            },
          },
          {
            file,
            trial: () => (isDoubted ? { mutant: mutant.id, tests: all } : undefined),
            take: (run) => {
              if (isDoubted) ({ failed } = run);
            },
          },
          {
            file,
            trial: () => (isDoubted ? { mutant: undefined, tests: all } : undefined),
            take: (run) => {
              if (run.failed.length > 0) spoiltBy = mutant;
              if (isDoubted && failed[0] !== undefined) seenBy.set(mutant, failed[0]);
            },
          },
        ];
      }),
  );
  await files.run(runs);
  const unsure = spoiltBy === undefined ? mutants.length : Math.max(1, mutants.indexOf(spoiltBy));
  return mutants.slice(0, unsure).map((mutant) => ({
    mutant,
    seenBy: tried.has(mutant) || !reaching.has(mutant.id) ? seenBy.get(mutant) : 'the process ended',
  }));
}
