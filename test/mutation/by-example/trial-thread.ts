import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { AnyDetector } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { openReader } from '../../example-run.ts';
import { openFlags } from '../flags.ts';
import { DETECTORS } from './mutants.ts';
import { trialsOf, tryDetector, type Trial } from './trials.ts';
import { notedTests, testsOf, type UnitTest } from './unit-tests.ts';

/**
 * Tries mutants of a file with the examples of the detectors that use it. It is a thread, so that one that hangs can be
 * terminated.
 */

/** A file to try. */
export interface Work {
  readonly file: string;
  readonly code: string;
  readonly users: readonly string[];
  /** The ids of the bugs. */
  readonly mutants: readonly string[];
}

/** The example that reveals a bug, if any; or that the bug is in the examples, not in a detector. */
export type Outcome = 'bug of a test' | { readonly seenBy: string | undefined };

/** A mutant's fate, or a sign of progress. */
export type Word = 'alive' | 'done' | { readonly mutant: string; readonly fate: Outcome };

/** Files with so few users are loaded anew for each bug: what a module keeps of one bug would hide or pretend the next. */
const USERS_MAX = 20;
/** A bug that is executed so often is in an endless loop. */
const HITS_MAX = 500_000;
const FOLDER = `${pathToFileURL(DETECTORS)}/`;

const flags = openFlags();

let work: Work | undefined;
/** Each load of modules has a number, which is appended to their addresses. */
let loads = 0;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest' && /\.test\.ts\?load=/.test(context.parentURL ?? ''))
      return next('./unit-tests.ts', { ...context, parentURL: import.meta.url });
    const resolved = next(specifier, context);
    if (work === undefined || !resolved.url.startsWith(FOLDER) || resolved.url.includes('?')) return resolved;
    const isUser = work.users.includes(resolved.url.slice(FOLDER.length));
    const number = /\?load=\d+$/.exec(context.parentURL ?? '')?.[0];
    return isUser && number !== undefined ? { ...resolved, url: `${resolved.url}${number}` } : resolved;
  },
  load(url, context, next) {
    return work !== undefined && url.startsWith(`${FOLDER}${work.file}?load=`)
      ? { format: 'module-typescript', source: work.code, shortCircuit: true }
      : next(url, context);
  },
});

const reader = await openReader();

parentPort?.on('message', (given: Work) => void handle(given));

async function handle(given: Work): Promise<void> {
  work = given;
  flags.activeMutant = undefined;
  flags.mutantCoverage = { static: {}, perTest: {} };
  const whole = await load();
  const usual = whole.detectors.map((detector, i) => usualOf(detector, i));
  const passing = await passingOf(whole.tests);
  const { static: atLoad, perTest } = flags.mutantCoverage;
  for (const mutant of given.mutants) {
    flags.activeMutant = mutant;
    flags.hitCount = 0;
    flags.hitLimit = HITS_MAX;
    try {
      const isAnew = mutant in atLoad || given.users.length <= USERS_MAX;
      const { detectors, tests } = isAnew ? await load() : whole;
      const isReached = (id: string) => mutant in atLoad || mutant in (perTest[id] ?? {});
      const fate = fateOf(detectors, usual, isReached);
      const seenBy =
        typeof fate === 'object' && fate.seenBy === undefined
          ? await firstTestThatSees(tests.filter(({ name }) => passing.has(name) && isReached(name)))
          : undefined;
      tell({ mutant, fate: seenBy === undefined ? fate : { seenBy } });
    } catch (error) {
      tell({ mutant, fate: { seenBy: `loading: ${String(error)}` } });
    }
    flags.activeMutant = undefined;
  }
  tell('done');
}

/** Names of the tests that pass. */
async function passingOf(tests: readonly UnitTest[]): Promise<ReadonlySet<string>> {
  const passing = new Set<string>();
  for (const test of tests) {
    flags.currentTestId = test.name;
    if ((await firstTestThatSees([test])) === undefined) passing.add(test.name);
    flags.currentTestId = undefined;
  }
  return passing;
}

async function firstTestThatSees(tests: readonly UnitTest[]): Promise<string | undefined> {
  for (const { name, run } of tests) {
    try {
      await run();
    } catch {
      return name;
    }
    tell('alive');
  }
  return undefined;
}

/** A detector without a bug. */
interface Usual {
  /** The path below the folder of detectors, without `.ts`. */
  readonly path: string;
  readonly examples: AnyDetector['examples'];
  /** Everything in its examples, including the records, as text. */
  readonly stories: string;
  readonly trials: readonly { readonly trial: Trial; readonly outcome: string }[];
}

function usualOf(detector: AnyDetector, i: number): Usual {
  const path = pathOf(detector.type);
  const attempt = tryDetector(detector, path, reader);
  const trials = trialsOf(detector).map((trial) => {
    flags.currentTestId = `${i} ${trial}`;
    const outcome = attempt(trial);
    flags.currentTestId = undefined;
    tell('alive');
    return { trial, outcome };
  });
  return { path, examples: told(detector.examples), stories: storiesOf(detector), trials };
}

/** Copies examples, keeping what they said without a bug. */
function told({ fires, quiet }: AnyDetector['examples']): AnyDetector['examples'] {
  const kept = (examples: typeof fires) =>
    Object.fromEntries(
      Object.entries(examples).map(([name, make]) => {
        const example = make();
        return [name, () => example];
      }),
    );
  return { fires: kept(fires), quiet: kept(quiet) };
}

function storiesOf({ examples: { fires, quiet } }: AnyDetector): string {
  try {
    return JSON.stringify(
      [fires, quiet].map((examples) => Object.entries(examples).map(([name, make]) => [name, make()])),
    );
  } catch {
    return '';
  }
}

/**
 * A bug is seen when examples give another result: the examples of the mutated detectors, because those are what tests
 * run. If they differ but the original stories do not, the bug is in the tests.
 */
function fateOf(
  detectors: readonly AnyDetector[],
  usual: readonly Usual[],
  isReached: (id: string) => boolean,
): Outcome {
  const pairs = detectors.flatMap((detector, i) => {
    const before = usual[i];
    const trials = before?.trials.filter(({ trial }) => isReached(`${i} ${trial}`)) ?? [];
    return before === undefined || trials.length === 0
      ? []
      : [{ detector, before, trials, isRetold: storiesOf(detector) !== before.stories }];
  });
  const isTestBug = pairs.some(({ isRetold }) => isRetold);
  for (const { detector, before, trials, isRetold } of pairs) {
    const seenBy = firstThatSees({ ...detector, examples: before.examples }, before.path, trials);
    if (seenBy === undefined) continue;
    if (!isRetold) return { seenBy };
    for (const own of pairs) {
      const seenByOwn = firstThatSees(own.detector, own.before.path, own.trials);
      if (seenByOwn !== undefined) return { seenBy: seenByOwn };
    }
    return { seenBy: undefined };
  }
  return isTestBug ? 'bug of a test' : { seenBy: undefined };
}

function firstThatSees(detector: AnyDetector, path: string, trials: Usual['trials']): string | undefined {
  let last: Trial | undefined;
  try {
    const attempt = tryDetector(detector, path, reader);
    for (const { trial, outcome } of trials) {
      last = trial;
      if (attempt(trial) !== outcome) return `${detector.type}: ${trial}`;
      tell('alive');
    }
  } catch {
    return `${detector.type}: ${last ?? 'it cannot be asked'}`;
  }
  return undefined;
}

/** The detectors that use the file, and the unit tests of the kits that use it. */
async function load(): Promise<{ readonly detectors: readonly AnyDetector[]; readonly tests: readonly UnitTest[] }> {
  const number = ++loads;
  const { users = [] } = work ?? {};
  const kits = users.filter((user) => user.startsWith('kits/'));
  const detectors: AnyDetector[] = [];
  for (const user of users.filter((each) => !kits.includes(each))) {
    const { default: detector } = (await import(`${FOLDER}${user}?load=${number}`)) as { default: AnyDetector };
    detectors.push(detector);
    tell('alive');
  }
  notedTests();
  for (const test of testsOf(kits)) await import(`${test}?load=${number}`);
  return { detectors, tests: notedTests() };
}

function tell(word: Word): void {
  parentPort?.postMessage(word, []);
}
