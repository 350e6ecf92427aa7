import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawn } from '../drawn.ts';
import { plant, type Fate, type Mutant } from '../planter.ts';
import type { MeasuredRoom } from '../rooms.ts';
import { leavingOut } from './unmutated.ts';
import { TestFiles, type Asked, type TestRun } from './test-files.ts';

/**
 * Measures a room by its tests. All mutants are in the code, and a switch turns one on. So one process loads the
 * modules once and tries one mutant after the other, each with the tests that reach it.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Groups of tests that are run on two databases (`onBothDatabases()`). */
const EMBEDDED = 'on the embedded database';
const SERVER = 'on a PostgreSQL server';

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
  const { codes, mutants } = await plant(new Map(Array.from(files, (file) => [file, textOf(file)])), [
    leavingOut(room.onlySpeed ?? []),
  ]);
  const tests = await TestFiles.open(ROOT, codes, room.needsEmulator === true ? 'test' : 'quick');
  try {
    const own = await dryRun(tests, room.tests);
    const users = await dryRun(tests, room.users ?? []);
    const quickest = (some: readonly Reaching[] = []) => some.toSorted((a, b) => a.ms - b.ms);
    const reaching = new Map(
      mutants.flatMap(({ id }) => {
        const those = [...quickest(own.reaching.get(id)), ...quickest(users.reaching.get(id))];
        return those.length === 0 ? [] : [[id, those]];
      }),
    );
    const sample = drawn(mutants, seed)
      .filter(({ id }) => reaching.has(id) || !(own.atLoad.has(id) || users.atLoad.has(id)))
      .slice(0, size);
    const fates: Fate[] = [];
    while (fates.length < sample.length)
      fates.push(...(await tryInOneProcess(tests, sample.slice(fates.length), reaching)));
    return await retryUnmet(tests, fates, reaching);
  } finally {
    await tests.close();
  }
}

/**
 * What is done once in a process, such as building the schema, was done before its mutant's turn. So a mutant that was
 * not executed by the tests that should have is tried in a process of its own.
 */
async function retryUnmet(
  tests: TestFiles,
  fates: readonly Fate[],
  reaching: ReadonlyMap<string, readonly Reaching[]>,
): Promise<readonly Fate[]> {
  const final: Fate[] = [];
  for (const fate of fates) {
    const isLate = fate.seenBy === undefined && fate.isUnmet === true && reaching.has(fate.mutant.id);
    final.push(...(isLate ? await tryInOneProcess(tests, [fate.mutant], reaching) : [fate]));
  }
  return final;
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Runs tests without a mutant. @returns which mutants are executed while modules are loaded, and by which tests */
async function dryRun(tests: TestFiles, globs: readonly string[]) {
  const atLoad = new Set<string>();
  const reaching = new Map<string, Reaching[]>();
  const files = globSync([...globs], { cwd: ROOT }).toSorted();
  for (const { file, met, metAtLoad, passed } of await runUnbroken(tests, files)) {
    for (const id of metAtLoad) atLoad.add(id);
    for (const [id, names] of namesByMutant(met)) {
      const meeting = passed.filter(({ name }) => names.has('') || names.has(name));
      const meets = new Set(meeting.map(({ name }) => name));
      // The embedded database takes five times as long, and nearly always sees the same.
      const those = meeting.filter(
        ({ name }) => !name.includes(EMBEDDED) || !meets.has(name.replace(EMBEDDED, SERVER)),
      );
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

/**
 * Runs test files without a mutant. Tests that fail then are not used for mutants. Their files run once more first,
 * because most of them only came too late on a busy machine. Tests that fail again are reported.
 */
async function runUnbroken(tests: TestFiles, files: readonly string[]): Promise<readonly TestRun[]> {
  const run = async (some: readonly string[]) =>
    tests.run(some.map((file) => ({ file, trial: () => ({ mutant: undefined, tests: undefined }) })));
  const first = await run(files);
  const failing = first.filter(({ failed }) => failed.length > 0).map(({ file }) => file);
  if (failing.length === 0) return first;
  const again = await run(failing);
  for (const { file, failed } of again)
    if (failed.length > 0) process.stderr.write(`${file} fails without a bug, and sees none: ${failed.join('; ')}\n`);
  return [...first.filter(({ file }) => !failing.includes(file)), ...again];
}

function namesByMutant(met: TestRun['met']): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const [name, ids] of Object.entries(met))
    for (const id of ids) names.set(id, (names.get(id) ?? new Set()).add(name));
  return names;
}

/**
 * Tests that fail with a mutant run again without it. If they fail again, they may need the other tests of their file,
 * which were left out: then all of the file runs, with the mutant and without it. The same where something took too
 * long, which a busy machine may have caused. If tests fail even then, something that ran earlier in the process left a
 * trace: the mutant is tried again in a new process.
 *
 * @returns the fates of at least the first mutant
 */
async function tryInOneProcess(
  files: TestFiles,
  mutants: readonly Mutant[],
  reaching: ReadonlyMap<string, readonly Reaching[]>,
): Promise<readonly Fate[]> {
  const seenBy = new Map<Mutant, string>();
  const isReached = new Set<Mutant>();
  const isDone = new Set<Mutant>();
  let spoiltBy: Mutant | undefined;
  const runs = mutants.flatMap((mutant) => {
    const those = reaching.get(mutant.id) ?? [];
    if (those.length === 0) isDone.add(mutant);
    return those.flatMap(({ file, tests, all }, i): readonly Asked[] => {
      let failed: readonly string[] = [];
      let isDoubted = false;
      return [
        {
          file,
          trial: () => (seenBy.has(mutant) || spoiltBy !== undefined ? undefined : { mutant: mutant.id, tests }),
          take: (run) => {
            ({ failed } = run);
            isDoubted = run.isLate;
            if (run.isReached) isReached.add(mutant);
          },
        },
        {
          file,
          trial: () => (failed.length === 0 || isDoubted ? undefined : { mutant: undefined, tests }),
          take: (run) => {
            if (run.failed.length > 0) isDoubted = true;
            else if (failed[0] !== undefined && !isDoubted) seenBy.set(mutant, failed[0]);
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
            if (i === those.length - 1) isDone.add(mutant);
          },
        },
      ];
    });
  });
  await files.run(runs);
  // Files run one after the other: the first mutant that is not done is the one that ended the process.
  const ended = spoiltBy === undefined ? mutants.find((mutant) => !isDone.has(mutant)) : undefined;
  if (ended !== undefined) seenBy.set(ended, 'the process ended');
  const sure =
    ended !== undefined
      ? mutants.indexOf(ended) + 1
      : spoiltBy === undefined
        ? mutants.length
        : Math.max(1, mutants.indexOf(spoiltBy));
  return mutants.slice(0, sure).map((mutant) => ({
    mutant,
    seenBy: seenBy.get(mutant),
    isUnmet: !isReached.has(mutant),
  }));
}
